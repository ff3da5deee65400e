-- Compares recorded ownerships with what Redis has, and ends those that are over. ARGV: the resources. Replies for each
-- with E (expired), U (unlocked, deleted or overwritten by a rival) or - (still held, or not recorded). The doorbell rings
-- for the first end, and for each that somebody waits for.
redis.call('ZREM', deadlines, '')
redis.call('XLEN', journal)
local time = now()
local reply, rung = '', false
for i = 4, #KEYS do
  local key, resource = KEYS[i], ARGV[i]
  local holder = redis.pcall('GET', key) -- a table if a rival put something else there: not the owner either way
  local id, _, _, owner, marked = recorded(resource)
  local kind = '-'
  if not id then
    redis.call('ZREM', deadlines, resource)
  elseif holder ~= owner then
    kind = settle(resource, id, owner, not holder)
    if not rung or marked == '!' then
      ring(kind, resource)
      rung = true
    end
  else
    local deadline = redis.call('ZSCORE', deadlines, resource)
    if deadline then
      local remaining = redis.call('PTTL', key)
      if remaining < 0 then
        redis.call('ZREM', deadlines, resource)
      elseif tonumber(deadline) < time then
        redis.call('ZADD', deadlines, time + remaining, resource)
      end
    end
  end
  reply = reply .. kind
end
return bell .. reply
