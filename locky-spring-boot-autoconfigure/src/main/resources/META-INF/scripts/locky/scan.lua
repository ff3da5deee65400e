-- A page of the index of held locks. ARGV: cursor, about how many, and the locker if only theirs are meant. Replies with the next
-- cursor and the resources.
local locker = ARGV[7]
local scanned = call('HSCAN', holders, ARGV[5], 'COUNT', ARGV[6])
local resources = {}
for i = 1, #scanned[2], 2 do
  if not locker or string.match(scanned[2][i + 1], '^%d%S* %S+ %d+ %S+ (.*)$') == locker then
    resources[#resources + 1] = scanned[2][i]
  end
end
return { scanned[1], resources }
