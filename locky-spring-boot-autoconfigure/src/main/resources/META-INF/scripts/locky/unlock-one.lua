-- Unlocks one resource that was taken through Locky and is held as meant: the common case, in as few and plain calls as
-- can be. For the others the script goes on below. ARGV and reply: see unlock.lua. The doorbell is rung if somebody waits,
-- and for the first entry of a millisecond: see journal.lua.
if #KEYS == 4 then
  local call, key, resource, check = redis.call, KEYS[4], ARGV[4], ARGV[5]
  local holder, found = redis.pcall('GET', key), call('HGET', KEYS[2], resource)
  if found then
    local id, acquisition, mark, owner = string.match(found, '^(%S+) (%S+) %d+(!?) (.*)$')
    if owner == holder and ARGV[6] == (check == 'locker' and owner or check == 'token' and id or acquisition) then
      -- Comes first, also without a TTL: it works when memory is short, and then the others do, too
      call('ZREM', KEYS[3], resource)
      local entry = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'e', 'U ' .. id .. ' 0 ' .. resource
        .. '\255' .. owner)
      if type(entry) == 'table' then
        local remaining = call('PTTL', key)
        if remaining >= 0 then
          local time = call('TIME')
          call('ZADD', KEYS[3], time[1] * 1000 + math.floor(time[2] / 1000) + remaining, resource)
        end
        return entry
      end
      call('DEL', key)
      call('HDEL', KEYS[2], resource)
      if string.sub(entry, -8) == '-1048575' then
        call('XSETID', KEYS[1], string.sub(entry, 1, -9) .. '-18446744073709551615')
      end
      if mark == '!' or string.sub(entry, -2) == '-0' then
        if type(redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' U ' .. resource)) == 'table' then
          return '!1'
        end
      end
      return '.1'
    end
  end
end
