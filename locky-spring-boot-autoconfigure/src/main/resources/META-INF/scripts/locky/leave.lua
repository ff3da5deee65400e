-- Takes an instance out of the queue of a resource. If it is its turn there, that goes to the next. ARGV: instance, resource.
call('ZREM', deadlines, '') -- as in expire.lua
local instance, resource = ARGV[5], ARGV[6]
local id, acquisition, ttl, queue, owner = recorded(resource)
local q = queues()
if queue and q.place(queue, instance) then
  local rest = q.without(queue, instance)
  if id then
    record(resource, id, acquisition, ttl, rest, owner)
  elseif ttl ~= '0' and q.first(queue) == instance then
    q.pass_on(resource, rest)
  else
    q.reserve(resource, ttl, rest)
  end
end
return tell()
