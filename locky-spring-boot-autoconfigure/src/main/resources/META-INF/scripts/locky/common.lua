-- Stands before every script that decides something.
-- KEYS: journal, holders, deadlines, then the lock keys. ARGV: channel, partition, journal length, then the script's own.
local journal, holders, deadlines = KEYS[1], KEYS[2], KEYS[3]
local bell = '.' -- becomes '!' when the doorbell may not be rung

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

-- Journals a transition. Names are text, in which there is no byte 255; only the previous locker, who comes last, may be
-- anything.
local function append(kind, ownership, number, resource, locker, previous)
  local id = redis.call('XADD', journal, 'MAXLEN', '~', ARGV[3], '*', 'e', kind .. ' ' .. ownership .. ' ' .. number
    .. ' ' .. resource .. '\255' .. locker .. (previous and '\255' .. previous or ''))
  -- A token has 20 bits for the sequence: the next entry goes into the next millisecond
  if string.sub(id, -8) == '-1048575' then
    redis.call('XSETID', journal, string.sub(id, 1, -9) .. '-18446744073709551615')
  end
  return id
end

-- Comes last: without the right to it the call still succeeds, and the poll delivers
local function ring(kind, resource)
  if type(redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. kind .. ' ' .. resource)) == 'table' then
    bell = '!'
  end
end

-- Ends a recorded ownership that is over already: its key is gone, or has another value. Returns the kind of the end.
local function settle(resource, id, locker, gone)
  local deadline = redis.call('ZSCORE', deadlines, resource)
  local kind = (gone and deadline) and 'E' or 'U'
  append(kind, id, deadline or 0, resource, locker)
  redis.call('HDEL', holders, resource)
  if deadline then
    redis.call('ZREM', deadlines, resource)
  end
  return kind
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
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
