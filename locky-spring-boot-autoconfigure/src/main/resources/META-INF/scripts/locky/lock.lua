-- Locks one resource that is held, or of which an ownership is left that ran out unnoticed.
-- What cannot succeed fails before anything has happened: first with a write without effect
redis.call('ZADD', deadlines, 'XX', 0, '')
local key = KEYS[4]
local holder = redis.call('GET', key)
local id, taken, its_ttl, owner, marked = parse(found)
local verdict, remaining = 'L', 0
if holder then
  verdict, remaining = judge(holder, owner, taken), redis.call('PTTL', key)
end
if verdict == 'H' then
  return bell .. refuse(remaining, holder, resource, id, taken, its_ttl, owner, marked)
elseif verdict == 'R' then
  return bell .. 'R ' .. id .. ' ' .. remaining
elseif verdict == 'K' then
  return bell .. keep(key, resource, remaining, id, taken, its_ttl, owner, marked)
end

redis.call('XLEN', journal)
local reply
if holder then
  reply = replace(key, resource, verdict, holder, id, owner, marked)
else
  settle(resource, id, owner, true)
  reply = 'L ' .. own(resource, 'L', nil, marked)
  set(key)
end
ring(verdict == 'T' and 'F' or 'L', resource)
return bell .. reply
