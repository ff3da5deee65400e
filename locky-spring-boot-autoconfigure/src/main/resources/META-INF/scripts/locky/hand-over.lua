-- Unlocks a resource if it is held as meant, and locks it for the next waiter of the same instance in the same step, unless
-- it is the turn of others. ARGV: see lock.lua, for one resource, then whom and value (see meant), how often it was handed
-- over in a row and in which ms that row began (0: with this). Replies with L, the id and that ms, U if it was only unlocked, or N.
local locker, acquisition, ttl, mode, resource = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local IN_A_ROW, MS_IN_A_ROW = 16, 5
local key, instance = KEYS[4], string.match(acquisition, '^%w+')
call('ZREM', deadlines, '') -- as in expire.lua
local holder = holder_of(key, ARGV[10])
local id, taken, its_ttl, queue, owner = recorded(resource)
if not holder then
  return tell() .. 'N'
end
local is_meant, ours, of_another = meant(ARGV[10], ARGV[11], resource, holder, id, taken, its_ttl, owner)
if ours and taken == acquisition then
  return tell() .. 'L ' .. id .. ' ' .. ARGV[13]
elseif not is_meant then
  return tell() .. 'N'
end

local q = queues()
local others = q.without(queue or '', instance)
-- A row does not begin in the future, as it would seem after the clock was set back
local began = math.min(now(), ARGV[13] ~= '0' and ARGV[13] or ours and string.match(id, '^%d+') or now())
local turn_is_over = others ~= '' and (tonumber(ARGV[12]) >= IN_A_ROW or now() - began >= MS_IN_A_ROW)
if ours then
  append(call, 'U', id, 0, resource, owner)
  if of_another then
    mail_loss(taken, resource)
  end
elseif id then
  settle(resource, id, taken, owner, false)
end
if turn_is_over then
  call('DEL', key)
  call('ZREM', deadlines, resource)
  q.pass_on(resource, q.with(queue, instance))
  return tell() .. 'U'
end
if ttl == '0' then
  call('ZREM', deadlines, resource)
end
local more = string.find(mode, 'M', 1, true)
local token, failure = own(key, resource, 'L', locker, acquisition, ttl,
  more and q.with(queue or '', instance) or others)
return failure or tell() .. 'L ' .. token .. ' ' .. began
