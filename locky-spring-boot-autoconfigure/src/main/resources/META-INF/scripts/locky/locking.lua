-- Stands before all scripts that lock.
-- ARGV: locker, acquisition id, TTL in ms (0: none), mode (r: reentrant, f: force, w: waits if it is refused, q: others
-- queue behind it), then the resources.
-- Each resource is answered with L (locked) and the id, T (taken over) with id and previous locker, R (a repetition of
-- the same call) and K (kept by the same locker) with id and remaining ms, or H (held), or W (held, and others waited for
-- its end already), with remaining ms and holder.
local locker, acquisition, ttl, mode = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local deadline

-- When the lock is to run out; nothing if it is not
local function due()
  if not deadline and ttl ~= '0' then
    deadline = now() + ttl
  end
  return deadline
end

local function set(key)
  if due() then
    redis.call('SET', key, locker, 'PXAT', deadline)
  else
    redis.call('SET', key, locker)
  end
end

local function has(letter)
  return string.find(mode, letter, 1, true)
end

-- Indexes and journals a new ownership, and returns its id
local function own(resource, kind, previous, mark)
  if due() then
    redis.call('ZADD', deadlines, deadline, resource)
  end
  local id = append(redis.call, kind, '-', ttl, resource, locker, previous)
  record(resource, id, acquisition, ttl, locker, has('q') and '!' or mark or '')
  return id
end

-- What the call does about a resource that is held
local function judge(holder, owner, taken)
  if owner == holder and taken == acquisition then
    return 'R'
  elseif holder == locker and has('r') then
    return owner == holder and 'K' or 'L'
  end
  return has('f') and 'T' or 'H'
end

-- Makes the end of a recorded ownership be heard by those who wait for it
local function mark(resource, id, taken, its_ttl, owner, marked)
  if marked == '' then
    record(resource, id, taken, its_ttl, owner, '!')
  end
end

-- Goes on with the ownership of the same locker, at most longer than before
local function keep(key, resource, remaining, id, ...)
  if has('q') then
    mark(resource, id, ...)
  end
  if remaining >= 0 and not due() then
    prolong(key, resource)
    remaining = -1
  elseif remaining >= 0 and tonumber(ttl) > remaining then
    prolong(key, resource, deadline)
    remaining = ttl
  end
  return 'K ' .. id .. ' ' .. remaining
end

-- Replaces the ownership of another, or of a rival with the same name. Who waited for its end waits for that of the new
-- one.
local function replace(key, resource, verdict, holder, id, owner, marked)
  if id and owner ~= holder then
    settle(resource, id, owner, false)
  end
  local token = own(resource, verdict == 'T' and 'F' or 'L', verdict == 'T' and holder or nil, marked)
  set(key)
  if not deadline then
    redis.call('ZREM', deadlines, resource)
  end
  return verdict .. ' ' .. token .. (verdict == 'T' and ' ' .. holder or '')
end

-- Says who holds it. Lets a waiter hear when the lock is free, and tells other instances of it, so that they do not hand the
-- lock over among themselves for ever.
local function refuse(remaining, holder, resource, id, taken, its_ttl, owner, marked)
  if has('w') then
    mark(resource, id, taken, its_ttl, owner, marked)
    ring('W', acquisition .. ' ' .. resource)
  end
  return (marked == '!' and 'W ' or 'H ') .. remaining .. ' ' .. holder
end
