-- What is due, and when to ask again. ARGV: instance, at most how many due resources, within how many ms deadlines are to be
-- told and at most how many, cursor into the holders, at most about how many holders (0: none). Replies with the head of the
-- journal, the number of records, the due resources, the deadlines to come (resource, ms until then, 1 if this instance took
-- it or 0), the next cursor and the page of holders.
local instance = ARGV[5]
local head = call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
local count = call('HLEN', holders)
local due, coming = {}, {}
if count > 0 then
  due = call('ZRANGEBYSCORE', deadlines, '-inf', '(' .. now(), 'LIMIT', 0, ARGV[6])
  coming = call('ZRANGEBYSCORE', deadlines, now(), now() + ARGV[7], 'WITHSCORES', 'LIMIT', 0, ARGV[8])
end
local deadlines_to_come = {}
for i = 1, #coming, 2 do
  local _, acquisition = recorded(coming[i])
  local own = acquisition and string.match(acquisition, '^%w+') == instance
  local n = #deadlines_to_come
  deadlines_to_come[n + 1], deadlines_to_come[n + 2], deadlines_to_come[n + 3] = coming[i], coming[i + 1] - now(),
    own and 1 or 0
end
local cursor, found = '0', {}
if count > 0 and ARGV[10] ~= '0' then
  local scanned = call('HSCAN', holders, ARGV[9], 'COUNT', ARGV[10])
  cursor = scanned[1]
  for i = 1, #scanned[2], 2 do
    found[#found + 1] = scanned[2][i]
  end
end
return { head and head[1] or '0-0', count, due, deadlines_to_come, cursor, found }
