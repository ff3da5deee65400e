-- Stands before every script that is about locks.
-- KEYS: journal, holders, deadlines, then what the script is about.
-- ARGV: channel of events, what the channel of an instance's mail begins with, partition, length of the journal, then the
-- script's own.
-- Letters, one meaning each in all scripts (the Java class Letters has the same):
--   transitions and replies that tell of them: L locked, F forced, U unlocked, E expired
--   other replies: R repeated, K kept, H held by another, Q queue up behind those whose turn it is, N not held as meant
--   modes of locking: C come back, O override, W wait, M more wait in this instance, P patient
--   whom a call means: A anyone, B by this locker, T this token (and the acquisition id of who calls), I this acquisition id
--   mail: Y your turn, X your ownership was ended by another
-- A reply begins with '.', or with '!' if Redis does not let this user send messages.
local call = redis.call
local journal, holders, deadlines = KEYS[1], KEYS[2], KEYS[3]
local RESERVATION = 30 -- ms that those whose turn it is have to come
local page, first, letters

local time
local function now()
  if not time then
    local told = call('TIME')
    time = told[1] * 1000 + math.floor(told[2] / 1000)
  end
  return time
end

-- Fails on a replica, and on a wrong type, before a read could say "held by another"
local function expect_writable()
  call('ZADD', deadlines, 'XX', 0, '')
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

-- Writes to the instance in an acquisition id, or to an instance; plain locks (their ids have no dot) want no mail
local function mail(to, letter, text)
  letters = letters or {}
  letters[#letters + 1] = { string.match(to, '^%w+'), letter .. ' ' .. text }
end

local function mail_loss(acquisition, resource)
  if string.find(acquisition, '.', 1, true) then
    mail(acquisition, 'X', acquisition .. ' ' .. resource)
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
  return refused and '!' or '.'
end

-- What is recorded of a resource: "id acquisition TTL queue locker" of an ownership, or "- until queue" if there is none,
-- but instances queue, the first of which has it reserved until then. A queue is instances, each with a comma behind, or -.
-- Returns id, acquisition, TTL (or until when it is reserved), queue and locker; id and locker are nil without an ownership.
local function parse(found)
  local id, acquisition, ttl, queue, locker = string.match(found, '^(%d%S*) (%S+) (%d+) (%S+) (.*)$')
  if not id then
    ttl, queue = string.match(found, '^%- (%d+) (%S+)$')
    if not queue then
      ttl, queue = '0', '-' -- not of this format
    end
  end
  return id, acquisition, ttl, queue == '-' and '' or queue, locker
end

local function recorded(resource)
  local found = call('HGET', holders, resource)
  if found then
    return parse(found)
  end
end

local function record(resource, id, acquisition, ttl, queue, locker)
  call('HSET', holders, resource,
    id .. ' ' .. acquisition .. ' ' .. ttl .. ' ' .. (queue == '' and '-' or queue) .. ' ' .. locker)
end

local function reserve(resource, until_when, queue)
  if queue == '' then
    call('HDEL', holders, resource)
  else
    call('HSET', holders, resource, '- ' .. until_when .. ' ' .. queue)
  end
end

local function place(queue, instance)
  local at = string.find(queue, instance .. ',', 1, true)
  return at and (at - 1) / (#instance + 1) + 1
end

local function without(queue, instance)
  return (string.gsub(queue, instance .. ',', '', 1))
end

local function first_of(queue)
  return string.match(queue, '^%w+')
end

-- Leaves a free resource to the first in the queue, who is told and has it reserved for a while
local function pass_on(resource, queue)
  if queue == '' then
    call('HDEL', holders, resource)
  else
    reserve(resource, now() + RESERVATION, queue)
    mail(first_of(queue), 'Y', resource)
  end
end

-- Journals the end of a recorded ownership that is over already: its key is gone, or has another value. The record is left
-- to the caller.
local function settle(resource, id, acquisition, locker, gone)
  local deadline = call('ZSCORE', deadlines, resource)
  local kind = (gone and deadline) and 'E' or 'U'
  append(call, kind, id, deadline or 0, resource, locker)
  if deadline then
    call('ZREM', deadlines, resource)
  end
  mail_loss(acquisition, resource)
  return kind
end

-- Whether the lock is held by whom the caller means
local function meant(whom, value, holder, ours, id, acquisition)
  if whom == 'A' then
    return true
  elseif whom == 'B' then
    return holder == value
  elseif whom == 'T' then
    return ours and string.sub(value, 1, #id + 1) == id .. ' '
  end
  return ours and acquisition == value
end

-- Whether a key with the value of a recorded ownership is a rival's of the same name all the same, because the deadline of
-- the ownership has passed. Whoever only means a locker does not mind.
local function is_rivals(whom, resource, ttl)
  if ttl == '0' or whom == 'A' or whom == 'B' then
    return false
  end
  local deadline = call('ZSCORE', deadlines, resource)
  return deadline and tonumber(deadline) < now()
end

-- Whether the ownership that the caller ends is that of another call
local function is_of_another(whom, value, acquisition)
  return whom == 'A' or whom == 'B' or whom == 'T' and string.sub(value, -#acquisition - 1) ~= ' ' .. acquisition
end

-- Who holds a lock. A key that is no string is an error, but no reason to fail for those who mean an ownership of their
-- own: that one is gone.
local function holder_of(key, whom)
  local holder = redis.pcall('GET', key)
  if type(holder) ~= 'table' then
    return holder
  elseif (whom == 'T' or whom == 'I') and string.find(holder.err, 'WRONGTYPE', 1, true) then
    return false
  end
  return call('GET', key)
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
  local deadline = ttl ~= '0' and now() + ttl
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
