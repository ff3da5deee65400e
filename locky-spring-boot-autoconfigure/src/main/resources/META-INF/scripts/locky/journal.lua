-- Entries of the journal. ARGV: position, at most how many. Replies with the entries from that position on, itself included;
-- then, for how many ms there may be entries that the doorbell is not rung for (-1: none); and if the first entry is not the
-- position, the head and the length.
-- Where nobody waits, the doorbell is rung for the first three entries of a millisecond only (their ids end with -0 to -2):
-- whoever has read the third reads on until that millisecond is over.
local entries = redis.call('XRANGE', journal, ARGV[4], '+', 'COUNT', ARGV[5])
local last, silent = entries[#entries], -1
if last and not string.find(last[1], '-[01]$') then
  silent = string.match(last[1], '^%d+') - now()
end
if last and entries[1][1] == ARGV[4] then
  return { entries, silent }
end
local head = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
return { entries, silent, head and head[1] or '0-0', redis.call('XLEN', journal) }
