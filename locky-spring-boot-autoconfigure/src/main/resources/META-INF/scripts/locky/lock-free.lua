-- Locks one resource that is free and of which nothing is left: the common case, in as few and plain calls as can be. For
-- the others the script goes on below. ARGV and reply: see locking.lua. The doorbell is rung for the first entry of a
-- millisecond only: see journal.lua.
local call, resource = redis.call, ARGV[8]
local found = call('HGET', holders, resource)
if not found then
  local key, locker, ttl, mode = KEYS[4], ARGV[4], ARGV[6], ARGV[7]
  local deadline, free
  if ttl == '0' then
    free = call('SET', key, locker, 'NX')
  else
    deadline = now() + ttl .. ''
    free = call('SET', key, locker, 'NX', 'PXAT', deadline)
  end
  if free then
    local id = deadline and redis.pcall('ZADD', deadlines, deadline, resource)
    if type(id) ~= 'table' then
      id = append(redis.pcall, 'L', '-', ttl, resource, locker)
    end
    if type(id) == 'table' then
      call('DEL', key)
      redis.pcall('ZREM', deadlines, resource)
      return id
    end
    local mark = mode ~= '' and string.find(mode, 'q', 1, true) and '! ' or ' '
    call('HSET', holders, resource, id .. ' ' .. ARGV[5] .. ' ' .. ttl .. mark .. locker)
    if string.sub(id, -2) == '-0' then
      ring('L', resource)
    end
    return bell .. 'L ' .. id
  end
end
