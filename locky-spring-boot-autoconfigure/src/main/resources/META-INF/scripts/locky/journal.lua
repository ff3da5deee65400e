-- Entries of the journal. ARGV: position, at most how many. Replies with the entries from that position on, itself included, in
-- one string (each as id, length of the field, field: Lua is slow at passing on what is nested); then, for how many ms there
-- may be entries that the doorbell is not rung for (-1: none); and if the first entry is not the position, the head and the
-- length.
-- Where nobody waits, the doorbell is rung for the first entry of a millisecond only (its id ends with -0): whoever has read
-- it reads on until that millisecond is over.
local entries = redis.call('XRANGE', journal, ARGV[4], '+', 'COUNT', ARGV[5])
local last, packed = entries[#entries], {}
local silent = last and string.match(last[1], '^%d+') - now() or -1
for i, entry in ipairs(entries) do
  local field = entry[2][2]
  packed[3 * i - 2], packed[3 * i - 1], packed[3 * i] = entry[1], ' ' .. #field .. ' ', field
end
if last and entries[1][1] == ARGV[4] then
  return { table.concat(packed), silent }
end
local head = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
return { table.concat(packed), silent, head and head[1] or '0-0', redis.call('XLEN', journal) }
