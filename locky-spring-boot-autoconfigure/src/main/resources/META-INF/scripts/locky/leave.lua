-- Takes an instance out of the queue of a resource. If it is its turn there, that goes to the next. ARGV: instance, resource.
call('ZREM', deadlines, '') -- as in unlock.lua
local instance, resource = ARGV[5], ARGV[6]
local id, acquisition, ttl, queue, owner = recorded(resource)
if queue and place(queue, instance) then
  local rest = without(queue, instance)
  if id then
    record(resource, id, acquisition, ttl, rest, owner)
  elseif ttl ~= '0' and first_of(queue) == instance then
    pass_on(resource, rest)
  else
    reserve(resource, ttl, rest)
  end
end
return tell()
