-- Stands before both unlock scripts.
-- The ZREM is a write without effect: on a replica it fails before a read could say "not locked", and unlike ZADD it works
-- when memory is short.
redis.call('ZREM', deadlines, '')

-- Ends the ownership of the holder, and the recorded one if that is another
local function free(key, resource, holder, id, ttl, owner)
  if owner == holder then
    -- The only write here that can fail, so it comes before the others
    append(redis.call, 'U', id, 0, resource, owner)
    redis.call('DEL', key)
    redis.call('HDEL', holders, resource)
    if ttl ~= '0' then
      redis.call('ZREM', deadlines, resource)
    end
  else
    if id then
      settle(resource, id, owner, false)
    end
    redis.call('DEL', key)
  end
  ring('U', resource)
end
