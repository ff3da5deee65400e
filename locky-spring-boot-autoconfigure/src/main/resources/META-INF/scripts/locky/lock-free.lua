-- Locks one resource that is free and of which nothing is left: the common case, in as few and plain calls as can be. For
-- the others the script goes on below. ARGV and reply: see locking.lua. The doorbell is rung for the first entry of a
-- millisecond only: see journal.lua.
local call, resource = redis.call, ARGV[8]
local found = call('HGET', KEYS[2], resource)
if not found then
  local key, locker, ttl, mode = KEYS[4], ARGV[4], ARGV[6], ARGV[7]
  local deadline, free
  if ttl == '0' then
    free = call('SET', key, locker, 'NX')
  else
    local time = call('TIME')
    deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ttl .. ''
    free = call('SET', key, locker, 'NX', 'PXAT', deadline)
  end
  if free then
    local id = deadline and redis.pcall('ZADD', KEYS[3], deadline, resource)
    if type(id) ~= 'table' then
      id = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'e', 'L - ' .. ttl .. ' ' .. resource .. '\255'
        .. locker)
    end
    if type(id) == 'table' then
      call('DEL', key)
      redis.pcall('ZREM', KEYS[3], resource)
      return id
    end
    local mark = mode ~= '' and string.find(mode, 'q', 1, true) and '! ' or ' '
    call('HSET', KEYS[2], resource, id .. ' ' .. ARGV[5] .. ' ' .. ttl .. mark .. locker)
    if string.sub(id, -2) == '-0' then
      if type(redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' L ' .. resource)) == 'table' then
        return '!L ' .. id
      end
    elseif string.sub(id, -8) == '-1048575' then
      call('XSETID', KEYS[1], string.sub(id, 1, -9) .. '-18446744073709551615')
    end
    return '.L ' .. id
  end
end
