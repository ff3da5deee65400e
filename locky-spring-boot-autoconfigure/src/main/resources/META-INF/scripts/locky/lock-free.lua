-- Locks one resource that is free and of which nothing is left: the common case, in as few and plain calls as can be.
-- For the others the script goes on below. ARGV and reply: see locking.lua.
local record = redis.call('HGET', KEYS[2], ARGV[8])
if not record then
  local key, locker, ttl, resource = KEYS[4], ARGV[4], ARGV[6], ARGV[8]
  local deadline, free
  if ttl == '0' then
    free = redis.call('SET', key, locker, 'NX')
  else
    local time = redis.call('TIME')
    deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ttl
    free = redis.call('SET', key, locker, 'NX', 'PXAT', deadline)
  end
  if free then
    local id = deadline and redis.pcall('ZADD', KEYS[3], deadline, resource)
    if type(id) ~= 'table' then
      id = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'e', 'L - ' .. ttl .. ' ' .. #resource .. ' '
        .. #locker .. ' ' .. resource .. locker)
    end
    if type(id) == 'table' then
      redis.call('DEL', key)
      redis.pcall('ZREM', KEYS[3], resource)
      return id
    end
    if string.sub(id, -8) == '-1048575' then
      redis.call('XSETID', KEYS[1], string.sub(id, 1, -9) .. '-18446744073709551615')
    end
    redis.call('HSET', KEYS[2], resource, id .. ' ' .. ARGV[5] .. ' ' .. ttl .. ' ' .. locker)
    local rung = redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' L ' .. resource)
    return (type(rung) == 'table' and '!L ' or '.L ') .. id
  end
end
