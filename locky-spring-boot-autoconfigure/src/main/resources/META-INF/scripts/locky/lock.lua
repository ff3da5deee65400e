-- Locks one resource that is held, or of which an ownership is left that ran out unnoticed.
guard()
local key, resource = KEYS[4], ARGV[8]
local holder = redis.call('GET', key)
local id, taken, _, owner, marked = recorded(resource)

if not holder then
  settle(resource, id, owner, true)
  local token = own(resource, 'L')
  set(key)
  ring('L', resource)
  return bell .. 'L ' .. token
end

local remaining = redis.call('PTTL', key)
local verdict = judge(holder, owner, taken)
if verdict == 'H' then
  want(resource)
  return bell .. 'H ' .. remaining .. ' ' .. holder
elseif verdict == 'R' then
  return bell .. 'R ' .. id .. ' ' .. remaining
elseif verdict == 'K' then
  return bell .. keep(key, resource, id, remaining)
end
local reply = replace(key, resource, verdict, holder, id, owner, marked)
ring(verdict == 'T' and 'F' or 'L', resource)
return bell .. reply
