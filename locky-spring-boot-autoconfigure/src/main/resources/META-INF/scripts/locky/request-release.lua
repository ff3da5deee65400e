-- Tells all instances that somebody asks the holder of a resource to release it. ARGV: resource, who asks, message. Replies with
-- V, or N if it is not locked.
call('ZREM', deadlines, '') -- a write without effect: a replica fails rather than say "not locked"
local holder = redis.pcall('GET', KEYS[4]) -- what is no string is no lock
if type(holder) ~= 'string' then
  return tell() .. 'N'
end
-- The holder comes last: a rival's may be anything
local told = redis.pcall('PUBLISH', ARGV[1], 'V ' .. ARGV[5] .. '\255' .. ARGV[6] .. '\255' .. ARGV[7] .. '\255' .. holder)
return (type(told) == 'table' and '!' or '+') .. 'V'
