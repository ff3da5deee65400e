-- Stands before every script that looks at what is recorded.

-- An ownership as it is recorded: entry id, acquisition id, TTL, locker, mark (see record); nothing if there is none
local function parse(found)
  if found then
    local id, acquisition, ttl, mark, locker = string.match(found, '^(%S+) (%S+) (%d+)(!?) (.*)$')
    return id, acquisition, ttl, locker, mark
  end
end

local function recorded(resource)
  return parse(redis.call('HGET', holders, resource))
end

-- Records an ownership. It is marked with ! if somebody waits to hear of its end, else the mark is empty.
local function record(resource, id, acquisition, ttl, locker, mark)
  redis.call('HSET', holders, resource, id .. ' ' .. acquisition .. ' ' .. ttl .. mark .. ' ' .. locker)
end

-- Ends a recorded ownership that is over already: its key is gone, or has another value. Returns the kind of the end.
local function settle(resource, id, locker, gone)
  local deadline = redis.call('ZSCORE', deadlines, resource)
  local kind = (gone and deadline) and 'E' or 'U'
  append(redis.call, kind, id, deadline or 0, resource, locker)
  redis.call('HDEL', holders, resource)
  if deadline then
    redis.call('ZREM', deadlines, resource)
  end
  return kind
end

-- Whether the lock is held by whom the caller means
local function meant(check, value, holder, ours, id, acquisition)
  if check == 'anyone' then
    return true
  elseif check == 'locker' then
    return holder == value
  elseif check == 'token' then
    return ours and id == value
  end
  return ours and acquisition == value
end

-- Who holds a lock. A key that is no string is an error, but no reason to fail for those who mean an ownership of their
-- own: that one is gone.
local function holderOf(key, check)
  local holder = redis.pcall('GET', key)
  if type(holder) ~= 'table' then
    return holder
  elseif (check == 'token' or check == 'acquisition') and string.find(holder.err, 'WRONGTYPE', 1, true) then
    return false
  end
  return redis.call('GET', key)
end

-- Lets the key live until the deadline, or for ever, and keeps the index of deadlines in step
local function prolong(key, resource, deadline)
  if deadline then
    redis.call('ZADD', deadlines, deadline, resource)
    redis.call('PEXPIREAT', key, deadline)
  else
    redis.call('ZREM', deadlines, resource)
    redis.call('PERSIST', key)
  end
end
