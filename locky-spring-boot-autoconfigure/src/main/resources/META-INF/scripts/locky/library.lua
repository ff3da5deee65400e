-- Stands before every script that is about locks.
-- KEYS: journal, holders, deadlines, then what the script is about.
-- ARGV: channel of events, what the channel of an instance's mail begins with, partition, length of the journal, then the
-- script's own.
-- Letters, one meaning each in all scripts (the Java class Letters has the same):
--   transitions and replies that tell of them: L locked, F forced, U unlocked, E expired
--   other replies: R repeated, K kept, H held by another, Q queue up behind those whose turn it is, N not held as meant, S
--     released, but stays locked until the end of its hold, V asked the holder to release
--   modes of locking: C come back, O override, W wait, M more wait in this instance, P patient
--   whom a call means: A anyone, B by this locker, T this token (and the acquisition id of who calls), D this token
--     of this locker, I this acquisition id
--   mail: Y your turn, X your ownership was ended by another; message to all: V somebody asks the holder to release
-- A reply begins with '.' if there was nothing to tell, '+' if it was told, or '!' if Redis does not let this user send
-- messages.
local call = redis.call
local journal, holders, deadlines = KEYS[1], KEYS[2], KEYS[3]
local RESERVATION = 30 -- ms that those whose turn it is have to come
local time, page, first, letters

local function now()
  if not time then
    local told = call('TIME')
    time = told[1] * 1000 + math.floor(told[2] / 1000)
  end
  return time
end

-- Journals a transition by redis.call or redis.pcall. Names are text, in which there is no byte 255; only the previous
-- locker, who comes last, may be anything.
local function append(try, kind, ownership, number, resource, locker, previous)
  local field = kind .. ' ' .. ownership .. ' ' .. number .. ' ' .. resource .. '\255' .. locker
    .. (previous and '\255' .. previous or '')
  local id = try('XADD', journal, 'MAXLEN', '~', ARGV[4], '*', 'e', field)
  if type(id) == 'string' then
    -- A token has 20 bits for the sequence: the next entry goes into the next millisecond
    if string.sub(id, -8) == '-1048575' then
      call('XSETID', journal, string.sub(id, 1, -9) .. '-18446744073709551615')
    end
    first = first or id
    page = (page or '') .. id .. ' ' .. #field .. ' ' .. field
  end
  return id
end

-- Tells the instance that took a lock that somebody else has ended it, if it wants to know: ids of plain locks have no dot, and
-- those of ownerships that were released, but last until the end of their hold, end with '!'
local function mail_loss(acquisition, resource)
  if string.find(acquisition, '%.[^!]*$') then
    letters = letters or {}
    letters[#letters + 1] = { string.match(acquisition, '^%w+'), 'X ' .. acquisition .. ' ' .. resource }
  end
end

-- Comes last: tells what was journaled, with the id of the entry before if it is not the one with the number before, and
-- delivers the mail. Returns what the reply begins with: without the right to send messages the call still succeeds, and
-- the poll delivers.
local function tell()
  local refused = false
  if page then
    local before = '-'
    if string.sub(first, -2) == '-0' then
      local entry = call('XREVRANGE', journal, '(' .. first, '-', 'COUNT', 1)[1]
      before = entry and entry[1] or '0-0'
    end
    -- A page too long for a message is read by everybody
    refused = type(redis.pcall('PUBLISH', ARGV[1], ARGV[3] .. ' ' .. before .. ' '
      .. (#page <= 65536 and page or ''))) == 'table'
  end
  for i = 1, letters and #letters or 0 do
    refused = type(redis.pcall('PUBLISH', ARGV[2] .. letters[i][1], letters[i][2])) == 'table' or refused
  end
  return refused and '!' or (page or letters) and '+' or '.'
end

-- What is recorded of a resource: "id acquisition TTL queue locker" of an ownership, or "- until queue" if there is none,
-- but instances queue, the first of which has it reserved until then. A queue is instances, each with a comma behind, or -.
-- Returns id, acquisition, TTL (or until when it is reserved), queue and locker; id and locker are nil without an ownership,
-- queue is nil without a record.
local function recorded(resource)
  local found = call('HGET', holders, resource)
  if not found then
    return
  end
  local id, acquisition, ttl, queue, locker = string.match(found, '^(%d%S*) (%S+) (%d+) (%S+) (.*)$')
  if not id then
    ttl, queue = string.match(found, '^%- (%d+) (%S+)$')
    if not queue then
      ttl, queue = '0', '-' -- not of this format
    end
  end
  return id, acquisition, ttl, queue == '-' and '' or queue, locker
end

local function record(resource, id, acquisition, ttl, queue, locker)
  call('HSET', holders, resource,
    id .. ' ' .. acquisition .. ' ' .. ttl .. ' ' .. (queue == '' and '-' or queue) .. ' ' .. locker)
end

-- What is about queues that are not empty. Few scripts meet one, and making a function takes as long as a simple command.
local function queues()
  local queues = {}

  function queues.first(queue)
    return string.match(queue, '^%w+')
  end

  function queues.place(queue, instance)
    local at = string.find(queue, instance .. ',', 1, true)
    return at and (at - 1) / (#instance + 1) + 1
  end

  function queues.without(queue, instance)
    return (string.gsub(queue, instance .. ',', '', 1))
  end

  function queues.with(queue, instance)
    return queues.place(queue, instance) and queue or queue .. instance .. ','
  end

  -- Whether the first in the queue of a free resource still has its turn. One that were to last longer than turns do is from
  -- before the clock was set back.
  function queues.is_reserved(until_when)
    local rest = until_when - now()
    return rest > 0 and rest <= RESERVATION
  end

  -- Records a free resource, for those who queue
  function queues.reserve(resource, until_when, queue)
    if queue == '' then
      call('HDEL', holders, resource)
    else
      call('HSET', holders, resource, '- ' .. until_when .. ' ' .. queue)
    end
  end

  -- Leaves a free resource to the first in the queue, who is told and has it reserved for a while. Returns until when.
  function queues.pass_on(resource, queue)
    local until_when = now() + RESERVATION
    queues.reserve(resource, until_when, queue)
    if queue ~= '' then
      letters = letters or {}
      letters[#letters + 1] = { queues.first(queue), 'Y ' .. resource }
    end
    return until_when
  end

  return queues
end

-- What is recorded of a resource after its lock has ended
local function free(resource, queue)
  if not queue or queue == '' then
    call('HDEL', holders, resource)
  else
    queues().pass_on(resource, queue)
  end
end

-- Journals the end of a recorded ownership that is over already: its key is gone, or has another value. The record is left
-- to the caller.
local function settle(resource, id, acquisition, locker, gone)
  local deadline = call('ZSCORE', deadlines, resource)
  local kind = (gone and deadline) and 'E' or 'U'
  -- 0: it was not due, somebody has deleted the key
  local due = kind == 'E' and tonumber(deadline) < now() and deadline or 0
  append(call, kind, id, due, resource, locker)
  if deadline then
    call('ZREM', deadlines, resource)
  end
  mail_loss(acquisition, resource)
  return kind
end

-- Who holds a lock. A key that is no string is an error, but no reason to fail for those who mean an ownership of their
-- own: that one is gone.
local function holder_of(key, whom)
  local holder = redis.pcall('GET', key)
  if type(holder) ~= 'table' then
    return holder
  elseif (whom == 'T' or whom == 'D' or whom == 'I') and string.find(holder.err, 'WRONGTYPE', 1, true) then
    return false
  end
  return call('GET', key)
end

-- Whether the lock is held by whom the caller means, whether the ownership is ours, and whether it is of another call. The
-- value of a recorded ownership may be a rival's of the same name all the same, if the deadline has passed; whoever only
-- means a locker does not mind.
local function meant(whom, value, resource, holder, id, acquisition, ttl, owner)
  local ours = owner == holder
  if whom == 'A' then
    return true, ours, true
  elseif whom == 'B' then
    return holder == value, ours, true
  end
  local deadline = ours and ttl ~= '0' and call('ZSCORE', deadlines, resource)
  ours = ours and not (deadline and tonumber(deadline) < now())
  if whom == 'D' then
    return ours and value == id .. ' ' .. holder, ours, true
  elseif whom == 'T' then
    return ours and string.sub(value, 1, #id + 1) == id .. ' ', ours, string.sub(value, #id + 2) ~= acquisition
  end
  return ours and acquisition == value, ours, false
end

-- How long a key lives, in ms. A rival's may live longer than the 100 years that Locky knows of, which as text would have
-- an exponent.
local function lifetime(key)
  return math.min(call('PTTL', key), 3155760000000)
end

-- Lets the key live until the deadline, or for ever, and keeps the index of deadlines in step
local function prolong(key, resource, deadline)
  if deadline then
    call('ZADD', deadlines, deadline, resource)
    call('PEXPIREAT', key, deadline)
  else
    call('ZREM', deadlines, resource)
    call('PERSIST', key)
  end
end

-- Begins a new ownership of a resource that is free or taken over. What can fail comes first.
local function own(key, resource, kind, locker, acquisition, ttl, queue, previous)
  local deadline = ttl ~= '0' and now() + ttl .. ''
  if deadline then
    call('ZADD', deadlines, deadline, resource)
  end
  local id = append(redis.pcall, kind, '-', ttl, resource, locker, previous)
  if type(id) == 'table' then
    if deadline then
      call('ZREM', deadlines, resource)
    end
    return nil, id
  end
  if deadline then
    call('SET', key, locker, 'PXAT', deadline)
  else
    call('SET', key, locker)
    if kind == 'F' then
      call('ZREM', deadlines, resource)
    end
  end
  record(resource, id, acquisition, ttl, queue, locker)
  return id
end
