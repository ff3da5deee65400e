-- Unlocks resources, each for itself. ARGV, for each: resource, check, value (see meant). Replies with a 1 for each that
-- was unlocked and a 0 for each that was not. The ZREM is a write without effect: on a replica it fails before a read
-- could say "not locked", and unlike ZADD it works when memory is short.
redis.call('ZREM', deadlines, '')
local found, reply = {}, ''
for i = 4, #KEYS do
  found[i] = holderOf(KEYS[i], ARGV[3 * i - 7])
end
for i = 4, #KEYS do
  local key, resource, check, value = KEYS[i], ARGV[3 * i - 8], ARGV[3 * i - 7], ARGV[3 * i - 6]
  local holder = found[i]
  local unlocked = '0'
  if holder then
    local id, acquisition, ttl, owner = recorded(resource)
    local ours = owner == holder
    if meant(check, value, holder, ours, id, acquisition) then
      if ours then
        -- The only write here that can fail, so it comes before the others
        append('U', id, 0, resource, owner, '')
        redis.call('DEL', key)
        redis.call('HDEL', holders, resource)
        if ttl ~= '0' then
          redis.call('ZREM', deadlines, resource)
        end
      else
        if id then
          settle(resource, id, owner, false)
        end
        redis.call('DEL', key)
      end
      ring('U', resource)
      unlocked = '1'
    end
  end
  reply = reply .. unlocked
end
return bell .. reply
