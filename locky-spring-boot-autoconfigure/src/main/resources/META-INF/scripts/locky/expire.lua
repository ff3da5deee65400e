-- Compares what is recorded with what Redis has, ends ownerships that are over, and goes on in queues whose first did not
-- come. ARGV: the resources. Replies for each, with a space between, with E (expired), U (unlocked, deleted or overwritten
-- by a rival), or the remaining ms (-1: does not expire, or is not recorded).
call('ZREM', deadlines, '') -- a write without effect: a replica fails before it could say what is not so
call('XLEN', journal)
local replies = {}
for i = 4, #KEYS do
  local key, resource = KEYS[i], ARGV[i + 1]
  local holder = redis.pcall('GET', key) -- a table if a rival put something else there: not the owner either way
  local id, acquisition, ttl, queue, owner = recorded(resource)
  local reply = -1
  if not id then
    call('ZREM', deadlines, resource)
    local q = queue and not holder and queues()
    if q and not q.is_reserved(ttl) then
      q.pass_on(resource, ttl == '0' and queue or q.without(queue, q.first(queue)))
    end
  elseif holder ~= owner then
    reply = settle(resource, id, acquisition, owner, not holder)
    if holder then
      queues().reserve(resource, 0, queue)
    else
      free(resource, queue)
    end
  else
    local deadline = call('ZSCORE', deadlines, resource)
    if deadline then
      local remaining = lifetime(key)
      if remaining < 0 then
        call('ZREM', deadlines, resource)
      else
        reply = remaining
        if tonumber(deadline) < now() then
          call('ZADD', deadlines, now() + remaining, resource)
        end
      end
    end
  end
  replies[i - 3] = reply
end
return tell() .. table.concat(replies, ' ')
