-- Refreshes locks, each for itself. ARGV: TTL in ms for locks that were not taken through Locky (0: none), then for each:
-- resource, check, value (see meant), TTL in ms (0: the one it was taken with). Replies for each with the remaining ms,
-- -1 without TTL, -2 if it is not held as meant.
redis.call('ZREM', deadlines, '')
local time = now()
local found, replies = {}, {}
for i = 4, #KEYS do
  found[i] = holderOf(KEYS[i], ARGV[4 * i - 10])
end
for i = 4, #KEYS do
  local key, n = KEYS[i], 4 * i - 11
  local resource, check, value, ttl = ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]
  local holder = found[i]
  local reply = -2
  if holder then
    local id, acquisition, recordedTtl, owner = recorded(resource)
    local ours = owner == holder
    if meant(check, value, holder, ours, id, acquisition) then
      reply = redis.call('PTTL', key)
      if ttl == '0' then
        ttl = ours and recordedTtl or ARGV[4]
      end
      if reply == -1 then
        -- Somebody made it persistent behind our back
        if ours and recordedTtl ~= '0' then
          redis.call('ZREM', deadlines, resource)
        end
      elseif tonumber(ttl) > reply then
        reply = tonumber(ttl)
        if ours then
          prolong(key, resource, time + ttl)
        else
          redis.call('PEXPIREAT', key, time + ttl)
        end
      end
    end
  end
  replies[i - 3] = reply
end
return replies
