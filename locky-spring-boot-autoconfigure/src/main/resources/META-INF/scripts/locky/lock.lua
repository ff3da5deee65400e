-- Locks one or several resources, all or none. ARGV: locker, acquisition id, TTL in ms (0: none), mode, then the resources.
-- With mode O, behind which stands a number of ms, there is one key more, under which it is remembered for these that the call
-- was granted: sent again, it takes nothing from somebody who came in between.
-- Replies for each with L and the id; F, the id and the previous locker; R, the id and the remaining ms; K, both and the id of
-- the acquisition before; or for the
-- first that is refused with H, remaining ms, place in the queue, id and acquisition (- for both if it was not taken through
-- Locky) and holder, or Q, remaining ms and place, then the resource.
-- For one resource that is one string, for several a list.
local locker, acquisition, ttl, mode = ARGV[5], ARGV[6], ARGV[7], ARGV[8]

local function is(letter)
  return string.find(mode, letter, 1, true)
end
local remembered = is('O') and KEYS[#KEYS]
local overrides = remembered and not call('GET', remembered)
local waits = is('W')
local instance = waits and string.match(acquisition, '^%w+')

-- What is to happen to a resource: verdict, holder, and what is recorded
local function look(key, resource)
  local id, taken, its_ttl, queue, owner = recorded(resource)
  local holder = call('GET', key)
  if not queue and not holder then
    return 'L', nil, nil, nil, nil, ''
  end
  call('ZADD', deadlines, 'XX', 0, '') -- a write without effect: a replica fails before it could say "held by another"
  queue = queue or ''
  local verdict = 'L'
  if holder then
    if owner == holder and taken == acquisition then
      verdict = 'R'
    elseif holder == locker and is('C') and not (owner == holder and string.sub(taken, -1) == '!') then
      verdict = owner == holder and 'K' or 'L'
    else
      verdict = overrides and 'F' or 'H'
    end
  elseif waits and queue ~= '' then
    local q = queues()
    if q.first(queue) ~= instance and (id or q.is_reserved(its_ttl)) then
      verdict = 'Q'
    end
  end
  return verdict, holder, id, taken, its_ttl, queue, owner
end

-- Changes nothing, but that a waiter's instance queues up, and that an end nobody has noticed yet is told of
local function refuse(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
  local remaining = holder and lifetime(key) or 0
  local place = 0
  if waits then
    local q = queues()
    local turn = verdict == 'Q' and q.first(queue) .. ',' or ''
    local behind = string.sub(queue, #turn + 1)
    -- At the end of the queue if it is not in it yet, or if patient in front
    local queued = turn .. (is('P') and instance .. ',' .. q.without(behind, instance) or q.with(behind, instance))
    if verdict == 'Q' and id then
      settle(resource, id, taken, owner, true)
      its_ttl = q.pass_on(resource, queued)
    elseif queued ~= queue and id then
      record(resource, id, taken, its_ttl, queued, owner)
    elseif queued ~= queue then
      q.reserve(resource, holder and 0 or its_ttl, queued)
    end
    remaining = holder and remaining or its_ttl - now()
    place = q.place(queued, instance)
  end
  return verdict .. ' ' .. remaining .. ' ' .. place
    .. (holder and ' ' .. (owner == holder and id .. ' ' .. taken or '- -') .. ' ' .. holder or '')
end

local function grant(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
  if verdict == 'R' then
    return 'R ' .. id .. ' ' .. lifetime(key)
  elseif verdict == 'K' then
    -- Goes on, at most longer than before. What is recorded is no longer the acquisition before, nor quite this one:
    -- whichever of them is undone, the ownership stays.
    local remaining = lifetime(key)
    record(resource, id, acquisition .. '~', its_ttl, queue, owner)
    if remaining >= 0 and ttl == '0' then
      prolong(key, resource)
      remaining = -1
    elseif remaining >= 0 and tonumber(ttl) > remaining then
      prolong(key, resource, now() + ttl)
      remaining = ttl
    end
    return 'K ' .. id .. ' ' .. remaining .. ' ' .. taken
  end
  if id and owner ~= holder then
    settle(resource, id, taken, owner, not holder)
  elseif id then
    mail_loss(taken, resource)
  end
  if waits and not holder and queue ~= '' then
    -- The instance has had its turn. The first, if it did not come in time, is out.
    local q = queues()
    local turn = q.first(queue)
    queue = q.without((turn == instance or its_ttl == '0') and queue or q.without(queue, turn), instance)
  end
  if waits and not holder and is('M') then
    queue = queue .. instance .. ','
  end
  local token, failure = own(key, resource, verdict, locker, acquisition, ttl, queue, verdict == 'F' and holder or nil)
  return token and verdict .. ' ' .. token .. (verdict == 'F' and ' ' .. holder or ''), failure
end

if #ARGV == 9 then
  local key, resource = KEYS[4], ARGV[9]
  local verdict, holder, id, taken, its_ttl, queue, owner = look(key, resource)
  local reply, failure
  if verdict == 'H' or verdict == 'Q' then
    reply = refuse(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
  else
    reply, failure = grant(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
    if remembered and not failure then
      call('SET', remembered, '', 'PX', string.match(mode, '%d+'))
    end
  end
  return failure or tell() .. reply
end

local states, refused = {}, nil
for i = 9, #ARGV do
  states[i] = { look(KEYS[i - 5], ARGV[i]) }
  if not refused and (states[i][1] == 'H' or states[i][1] == 'Q') then
    refused = i
  end
end
call('ZADD', deadlines, 'XX', 0, '')
if refused then
  -- The turn of this instance at a free resource is kept while another one is held if it is patient, else it goes to the next
  for i = 9, waits and #ARGV or 0 do
    local resource, verdict, holder, id, _, _, queue = ARGV[i], unpack(states[i], 1, 6)
    local q = verdict == 'L' and not holder and not id and queue ~= '' and queues()
    if q and q.first(queue) == instance then
      if is('P') then
        q.reserve(resource, now() + RESERVATION, queue)
      else
        q.pass_on(resource, q.without(queue, instance) .. (is('M') and instance .. ',' or ''))
      end
    end
  end
  local reply = refuse(KEYS[refused - 5], ARGV[refused], unpack(states[refused], 1, 7))
  return { tell() .. reply, ARGV[refused] }
end
local replies = {}
for i = 9, #ARGV do
  local reply, failure = grant(KEYS[i - 5], ARGV[i], unpack(states[i], 1, 7))
  if failure then
    return failure
  end
  replies[i - 8] = reply
end
if remembered then
  call('SET', remembered, '', 'PX', string.match(mode, '%d+'))
end
local told = tell()
for i = 1, #replies do
  replies[i] = told .. replies[i]
end
return replies
