-- Entries of the journal. ARGV: position, at most how many. Replies with the entries from that position on, itself included,
-- the head, and the length.
local head = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
return { redis.call('XRANGE', journal, ARGV[4], '+', 'COUNT', ARGV[5]), head and head[1] or '0-0',
  redis.call('XLEN', journal) }
