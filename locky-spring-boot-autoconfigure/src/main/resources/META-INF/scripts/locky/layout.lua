-- Agrees on the number of partitions. KEYS: layout. ARGV: partitions. Replies with the number in force.
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
