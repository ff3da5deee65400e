-- What is due, and when to ask again. ARGV: at most how many due resources, cursor into the holders, at most about how
-- many holders (0: none), prefix of the acquisition ids of the asking instance. Replies with the head of the journal, the
-- number of recorded locks, ms until the next deadline of this instance and of any (-1: none), the next cursor, the due
-- resources, the page of holders.
local time = now()
local head = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
local due = redis.call('ZRANGEBYSCORE', deadlines, '-inf', '(' .. time, 'LIMIT', 0, ARGV[4])
local coming = redis.call('ZRANGEBYSCORE', deadlines, time, '+inf', 'WITHSCORES', 'LIMIT', 0, 16)
local own = -1
for i = 1, #coming, 2 do
  local _, acquisition = recorded(coming[i])
  if acquisition and string.sub(acquisition, 1, #ARGV[7]) == ARGV[7] then
    own = coming[i + 1] - time
    break
  end
end
local cursor, page = '0', {}
if ARGV[6] ~= '0' then
  local scanned = redis.call('HSCAN', holders, ARGV[5], 'COUNT', ARGV[6])
  cursor = scanned[1]
  for i = 1, #scanned[2], 2 do
    page[#page + 1] = scanned[2][i]
  end
end
return { head and head[1] or '0-0', redis.call('HLEN', holders), own, coming[2] and coming[2] - time or -1, cursor, due,
  page }
