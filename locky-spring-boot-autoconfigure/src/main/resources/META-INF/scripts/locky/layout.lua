-- Agrees on the layout: the number of partitions and that of the format. KEYS: layout. ARGV: both, with a colon between.
-- Replies with what is in force.
redis.pcall('PERSIST', KEYS[1]) -- a write without effect: when memory is short the next one works as well
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
