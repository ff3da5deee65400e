-- Locks one or several resources, all or none. ARGV: locker, acquisition id, TTL in ms (0: none), mode, then the resources.
-- Replies for each with L and the id; F, the id and the previous locker; R, the id and the remaining ms; K, both and the id of
-- the acquisition before; or for the
-- first that is refused with H, remaining ms, place in the queue and holder, or Q, remaining ms and place, then the resource.
-- For one resource that is one string, for several a list.
local locker, acquisition, ttl, mode = ARGV[5], ARGV[6], ARGV[7], ARGV[8]

local function is(letter)
  return mode ~= '' and string.find(mode, letter, 1, true)
end
local waits = is('W')
local instance = waits and string.match(acquisition, '^%w+')

-- What is to happen to a resource: verdict, holder, and what is recorded
local function look(key, resource)
  local found, holder = call('HGET', holders, resource), call('GET', key)
  if not found and not holder then
    return 'L', nil, nil, nil, nil, ''
  end
  expect_writable()
  local id, taken, its_ttl, queue, owner
  if found then
    id, taken, its_ttl, queue, owner = parse(found)
  else
    queue = ''
  end
  local verdict = 'L'
  if holder then
    if owner == holder and taken == acquisition then
      verdict = 'R'
    elseif holder == locker and is('C') then
      verdict = owner == holder and 'K' or 'L'
    else
      verdict = is('O') and 'F' or 'H'
    end
  elseif waits and queue ~= '' and first_of(queue) ~= instance and (id or tonumber(its_ttl) > now()) then
    verdict = 'Q'
  end
  return verdict, holder, id, taken, its_ttl, queue, owner
end

-- Changes nothing, but that a waiter's instance queues up, and that an end nobody has noticed yet is told of
local function refuse(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
  -- A queue with this instance in it: at its end, or if patient in front
  local function queue_up(queue)
    if is('P') then
      return instance .. ',' .. without(queue, instance)
    end
    return place(queue, instance) and queue or queue .. instance .. ','
  end

  local remaining, queued = holder and call('PTTL', key) or 0, queue
  if verdict == 'Q' then
    local turn = first_of(queue)
    queued = turn .. ',' .. queue_up(without(queue, turn))
    if id then
      settle(resource, id, taken, owner, true)
      pass_on(resource, queued)
      its_ttl = now() + RESERVATION
    elseif queued ~= queue then
      reserve(resource, its_ttl, queued)
    end
    remaining = its_ttl - now()
  elseif waits then
    queued = queue_up(queue)
    if queued ~= queue and id then
      record(resource, id, taken, its_ttl, queued, owner)
    elseif queued ~= queue then
      reserve(resource, 0, queued)
    end
  end
  return verdict .. ' ' .. remaining .. ' ' .. (waits and place(queued, instance) or 0) .. (holder and ' ' .. holder or '')
end

-- Goes on with the ownership of the same locker, at most longer than before. What is recorded is no longer the acquisition
-- before, nor quite this one: whichever of them is undone, the ownership stays.
local function keep(key, resource, id, taken, its_ttl, queue, owner)
  local remaining = call('PTTL', key)
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

-- What is left of the queue of a free resource: a waiter's instance has had its turn and goes to the end if more wait there,
-- and the first, if it did not come in time, is out
local function after_turn(queue, reserved)
  if not waits then
    return queue
  end
  local turn = first_of(queue)
  if turn and turn ~= instance and reserved ~= '0' then
    queue = without(queue, turn)
  end
  queue = without(queue, instance)
  return is('M') and queue .. instance .. ',' or queue
end

local function grant(key, resource, verdict, holder, id, taken, its_ttl, queue, owner)
  if verdict == 'R' then
    return 'R ' .. id .. ' ' .. call('PTTL', key)
  elseif verdict == 'K' then
    return keep(key, resource, id, taken, its_ttl, queue, owner)
  end
  if id and owner ~= holder then
    settle(resource, id, taken, owner, not holder)
  elseif id then
    mail_loss(taken, resource)
  end
  local token, failure = own(key, resource, verdict, locker, acquisition, ttl, holder and queue or after_turn(queue, its_ttl),
    verdict == 'F' and holder or nil)
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
expect_writable()
if refused then
  -- The turn of this instance at a free resource is kept while another one is held if it is patient, else it goes to the next
  for i = 9, waits and #ARGV or 0 do
    local resource, verdict, holder, id, _, _, queue = ARGV[i], unpack(states[i], 1, 6)
    if verdict == 'L' and not holder and not id and queue ~= '' and first_of(queue) == instance then
      if is('P') then
        reserve(resource, now() + RESERVATION, queue)
      else
        pass_on(resource, without(queue, instance) .. (is('M') and instance .. ',' or ''))
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
local told = tell()
for i = 1, #replies do
  replies[i] = told .. replies[i]
end
return replies
