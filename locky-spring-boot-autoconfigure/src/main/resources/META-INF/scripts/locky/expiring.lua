-- Locks that run out soon unless they are refreshed, the first of them first. ARGV: within how many ms, at most how many. Replies
-- for each with the resource, and with what read.lua replies, as it is recorded.
local coming = call('ZRANGEBYSCORE', deadlines, now(), now() + ARGV[5], 'WITHSCORES', 'LIMIT', 0, ARGV[6])
local replies = {}
for i = 1, #coming, 2 do
  local id, acquisition, _, _, owner = recorded(coming[i])
  if id then
    replies[#replies + 1] = coming[i]
    replies[#replies + 1] = id .. ' ' .. coming[i + 1] - now() .. ' ' .. acquisition .. ' ' .. owner
  end
end
return replies
