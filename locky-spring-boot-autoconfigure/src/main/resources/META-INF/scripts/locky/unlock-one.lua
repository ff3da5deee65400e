-- Unlocks one resource that was taken through Locky and is held as meant: the common case, in as few and plain calls as
-- can be. For the others the script goes on below. ARGV and reply: see unlock.lua.
if #KEYS == 4 then
  local key, resource, check = KEYS[4], ARGV[4], ARGV[5]
  local holder, record = redis.pcall('GET', key), redis.call('HGET', KEYS[2], resource)
  if record then
    local id, acquisition, ttl, owner = string.match(record, '^(%S+) (%S+) (%S+) (.*)$')
    if owner == holder and ARGV[6] == (check == 'locker' and owner or check == 'token' and id or acquisition) then
      -- The first is a write without effect, with which the others work also when memory is short; the second is the
      -- only one that can fail
      redis.call('ZREM', KEYS[3], '')
      redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'e', 'U ' .. id .. ' 0 ' .. #resource .. ' ' .. #owner
        .. ' ' .. resource .. owner)
      redis.call('DEL', key)
      redis.call('HDEL', KEYS[2], resource)
      if ttl ~= '0' then
        redis.call('ZREM', KEYS[3], resource)
      end
      local rung = redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' U ' .. resource)
      return type(rung) == 'table' and '!1' or '.1'
    end
  end
end
