-- Unlocks resources, each for itself. ARGV, for each: resource, check, value (see meant). Replies with a 1 for each that
-- was unlocked and a 0 for each that was not.
local found, reply = {}, ''
for i = 4, #KEYS do
  found[i] = holderOf(KEYS[i], ARGV[3 * i - 7])
end
for i = 4, #KEYS do
  local holder, resource, unlocked = found[i], ARGV[3 * i - 8], '0'
  if holder then
    local id, acquisition, ttl, owner = recorded(resource)
    if meant(ARGV[3 * i - 7], ARGV[3 * i - 6], holder, owner == holder, id, acquisition) then
      free(KEYS[i], resource, holder, id, ttl, owner)
      unlocked = '1'
    end
  end
  reply = reply .. unlocked
end
return bell .. reply
