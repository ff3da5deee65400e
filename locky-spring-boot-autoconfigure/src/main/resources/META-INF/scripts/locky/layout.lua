-- Agrees on the layout: the number of partitions and that of the format. KEYS: layout. ARGV: both, with a colon between.
-- Replies with what is in force.
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
