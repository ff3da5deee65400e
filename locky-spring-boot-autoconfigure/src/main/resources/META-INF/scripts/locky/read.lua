-- Reads locks. ARGV: the resources. Replies for each with id (- if it was not taken through Locky), remaining ms (-1 without
-- TTL), acquisition id and locker, or with an empty string if it is not locked (what is no string is no lock).
local replies = {}
for i = 4, #KEYS do
  local holder = redis.pcall('GET', KEYS[i])
  local reply = ''
  if type(holder) == 'string' then
    local id, acquisition, _, _, owner = recorded(ARGV[i + 1])
    local ours = owner == holder
    reply = (ours and id or '-') .. ' ' .. lifetime(KEYS[i]) .. ' ' .. (ours and acquisition or '-') .. ' ' .. holder
  end
  replies[i - 3] = reply
end
return replies
