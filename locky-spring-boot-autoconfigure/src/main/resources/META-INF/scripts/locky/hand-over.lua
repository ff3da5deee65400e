-- Unlocks a resource if it is held as meant, and locks it for the next in the same step. ARGV: see locking.lua, then check
-- and value (see meant). Replies with L and the id, or with 0 if it is not held as meant.
local key, resource, check = KEYS[4], ARGV[8], ARGV[9]
redis.call('ZREM', deadlines, '') -- as in unlocking.lua
local holder = holderOf(key, check)
local id, taken, _, owner, marked = recorded(resource)
local ours = owner == holder
if not holder or ours and taken == acquisition then
  return bell .. (holder and 'L ' .. id or '0')
elseif not meant(check, ARGV[10], holder, ours, id, taken) then
  return bell .. '0'
end
if ours then
  append(redis.call, 'U', id, 0, resource, owner)
end
local reply = replace(key, resource, 'L', holder, id, owner, marked)
ring('H', acquisition .. ' ' .. resource)
return bell .. reply
