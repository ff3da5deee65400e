-- Unlocks one resource, whoever holds it. The answer is remembered for a while under the last key, so that the same call
-- sent again cannot free the lock of somebody who came in between. ARGV: resource, how long to remember in ms.
local key, answer, resource = KEYS[4], KEYS[5], ARGV[4]
local unlocked = redis.call('GET', answer)
if not unlocked then
  local holder = redis.call('GET', key)
  if holder then
    local id, _, ttl, owner = recorded(resource)
    free(key, resource, holder, id, ttl, owner)
  end
  unlocked = holder and '1' or '0'
  redis.call('SET', answer, unlocked, 'PX', ARGV[5])
end
return bell .. unlocked
