-- Locks several resources, all or none. A refusal is answered with the resource and its H or W alone.
-- What cannot succeed fails before anything has happened: first with a write without effect
redis.call('ZADD', deadlines, 'XX', 0, '')
local states = {}
for i = 4, #KEYS do
  local resource, holder = ARGV[i + 4], redis.call('GET', KEYS[i])
  local id, taken, its_ttl, owner, marked = recorded(resource)
  local verdict, remaining = 'free', 0
  if holder then
    verdict, remaining = judge(holder, owner, taken), redis.call('PTTL', KEYS[i])
    if verdict == 'H' then
      return { bell .. refuse(remaining, holder, resource, id, taken, its_ttl, owner, marked), resource }
    end
  end
  states[i] = { verdict = verdict, holder = holder, remaining = remaining, id = id, taken = taken, ttl = its_ttl,
    owner = owner, marked = marked }
end

redis.call('XLEN', journal)
local replies = {}
for i = 4, #KEYS do
  local key, resource, state = KEYS[i], ARGV[i + 4], states[i]
  if state.verdict == 'R' then
    replies[i - 3] = 'R ' .. state.id .. ' ' .. state.remaining
  elseif state.verdict == 'K' then
    replies[i - 3] = keep(key, resource, state.remaining, state.id, state.taken, state.ttl, state.owner, state.marked)
  elseif state.verdict == 'free' then
    if state.id then
      settle(resource, state.id, state.owner, true)
    end
    replies[i - 3] = 'L ' .. own(resource, 'L', nil, state.marked)
    set(key)
  else
    replies[i - 3] = replace(key, resource, state.verdict, state.holder, state.id, state.owner, state.marked)
  end
end
for i = 4, #KEYS do
  if states[i].verdict ~= 'R' and states[i].verdict ~= 'K' then
    ring(states[i].verdict == 'T' and 'F' or 'L', ARGV[i + 4])
  end
end
for i = 1, #replies do
  replies[i] = bell .. replies[i]
end
return replies
