-- What is due, and when to ask again. The fourth key has where the index is to be verified next and in which ms it was last:
-- all instances together verify a page a second. ARGV: instance, at most how many due resources, within how many ms deadlines
-- are to be told and at most how many, at most about how many holders a page has. Replies with the head of the journal, the
-- number of records, the due resources, the deadlines to come (resource, ms until then, 1 if this instance took it or 0) and
-- the page to verify.
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
local found = {}
if count > 0 then
  local cursor, verified = string.match(call('GET', KEYS[4]) or '0 0', '^(%d+) (%d+)$')
  if math.abs(now() - verified) >= 900 then
    local scanned = call('HSCAN', holders, cursor, 'COUNT', ARGV[9])
    for i = 1, #scanned[2], 2 do
      found[#found + 1] = scanned[2][i]
    end
    call('ZREM', deadlines, '') -- as in expire.lua, and when memory is short the next write works as well
    call('SET', KEYS[4], scanned[1] .. ' ' .. now())
  end
end
return { head and head[1] or '0-0', count, due, deadlines_to_come, found }
