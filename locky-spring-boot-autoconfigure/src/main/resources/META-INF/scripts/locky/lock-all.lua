-- Locks several resources, all or none. A refusal is answered with the resource and its H alone.
guard()
local found = {}
for i = 4, #KEYS do
  local resource, holder = ARGV[i + 4], redis.call('GET', KEYS[i])
  local id, taken, _, owner, marked = recorded(resource)
  local verdict, remaining = 'free', 0
  if holder then
    verdict, remaining = judge(holder, owner, taken), redis.call('PTTL', KEYS[i])
    if verdict == 'H' then
      want(resource)
      return { bell .. 'H ' .. remaining .. ' ' .. holder, resource }
    end
  end
  found[i] = { verdict = verdict, holder = holder, remaining = remaining, id = id, owner = owner,
    marked = marked }
end

local replies = {}
for i = 4, #KEYS do
  local key, resource, state = KEYS[i], ARGV[i + 4], found[i]
  if state.verdict == 'R' then
    replies[i - 3] = 'R ' .. state.id .. ' ' .. state.remaining
  elseif state.verdict == 'K' then
    replies[i - 3] = keep(key, resource, state.id, state.remaining)
  elseif state.verdict == 'free' then
    if state.id then
      settle(resource, state.id, state.owner, true)
    end
    replies[i - 3] = 'L ' .. own(resource, 'L')
    set(key)
  else
    replies[i - 3] = replace(key, resource, state.verdict, state.holder, state.id, state.owner,
      state.marked)
  end
end
for i = 4, #KEYS do
  if found[i].verdict ~= 'R' and found[i].verdict ~= 'K' then
    ring(found[i].verdict == 'T' and 'F' or 'L', ARGV[i + 4])
  end
end
for i = 1, #replies do
  replies[i] = bell .. replies[i]
end
return replies
