-- Unlocks one resource that was taken through Locky and is held as meant: the common case, in as few and plain calls as
-- can be. For the others the script goes on below. ARGV and reply: see unlock.lua. The doorbell is rung if somebody waits,
-- and for the first entry of a millisecond: see journal.lua.
if #KEYS == 4 then
  local call, key, resource, check = redis.call, KEYS[4], ARGV[4], ARGV[5]
  local holder, found = redis.pcall('GET', key), call('HGET', holders, resource)
  if found then
    local id, acquisition, mark, owner = string.match(found, '^(%S+) (%S+) %d+(!?) (.*)$')
    if owner == holder and ARGV[6] == (check == 'locker' and owner or check == 'token' and id or acquisition) then
      -- Comes first, also without a TTL: it works when memory is short, and then the others do, too
      call('ZREM', deadlines, resource)
      local entry = append(redis.pcall, 'U', id, 0, resource, owner)
      if type(entry) == 'table' then
        local remaining = call('PTTL', key)
        if remaining >= 0 then
          call('ZADD', deadlines, now() + remaining, resource)
        end
        return entry
      end
      call('DEL', key)
      call('HDEL', holders, resource)
      if mark == '!' or string.sub(entry, -2) == '-0' then
        ring('U', resource)
      end
      return bell .. '1'
    end
  end
end
