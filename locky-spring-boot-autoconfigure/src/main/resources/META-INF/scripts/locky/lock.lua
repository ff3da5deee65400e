-- Locks one resource. A free one is the common case and costs the fewest calls; SET NX comes before any decision.
local key, resource = KEYS[4], ARGV[8]
local id, taken, _, owner = recorded(resource)

local function ownFree()
  if id then
    settle(resource, id, owner, true)
  end
  return own(resource, 'L', '')
end

if set(key, 'NX') then
  local done, token = pcall(ownFree)
  if not done then
    redis.call('DEL', key)
    if not id then
      redis.pcall('ZREM', deadlines, resource)
    end
    return type(token) == 'table' and token or redis.error_reply(token)
  end
  ring('L', resource)
  return bell .. 'L ' .. token
end

local holder, remaining = redis.call('GET', key), redis.call('PTTL', key)
local verdict = judge(holder, owner, taken)
if verdict == 'H' then
  return bell .. 'H ' .. remaining .. ' ' .. holder
elseif verdict == 'R' then
  return bell .. 'R ' .. id .. ' ' .. remaining
elseif verdict == 'K' then
  return bell .. keep(key, resource, id, remaining)
end
guard()
local reply = replace(key, resource, verdict, holder, id, owner)
ring(verdict == 'T' and 'F' or 'L', resource)
return bell .. reply
