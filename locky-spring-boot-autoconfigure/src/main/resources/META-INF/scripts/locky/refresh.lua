-- Refreshes locks, each for itself. ARGV: TTL in ms for locks that were not taken through Locky (0: none), then for each:
-- resource, whom and value (see meant), TTL in ms (0: the one it was taken with). Replies for each with the remaining ms,
-- -1 without TTL, -2 if it is not held as meant.
call('ZREM', deadlines, '') -- as in expire.lua
local found, replies = {}, {}
for i = 4, #KEYS do
  found[i] = holder_of(KEYS[i], ARGV[4 * i - 9])
end
for i = 4, #KEYS do
  local key, n = KEYS[i], 4 * i - 10
  local resource, whom, value, ttl = ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]
  local holder = found[i]
  local reply = -2
  if holder then
    local id, acquisition, recorded_ttl, _, owner = recorded(resource)
    local is_meant, ours = meant(whom, value, resource, holder, id, acquisition, recorded_ttl, owner)
    if is_meant and not (ours and string.sub(acquisition, -1) == '!') then
      reply = lifetime(key)
      if ttl == '0' then
        ttl = ours and recorded_ttl or ARGV[5]
      end
      if reply == -1 then
        -- Somebody made it persistent behind our back
        if ours and recorded_ttl ~= '0' then
          call('ZREM', deadlines, resource)
        end
      elseif tonumber(ttl) > reply then
        reply = tonumber(ttl)
        if ours then
          prolong(key, resource, now() + ttl)
        else
          call('PEXPIREAT', key, now() + ttl)
        end
      end
    end
  end
  replies[i - 3] = reply
end
return replies
