-- A page of the index of held locks. ARGV: cursor, about how many. Replies with the next cursor and the resources.
local scanned = call('HSCAN', holders, ARGV[5], 'COUNT', ARGV[6])
local resources = {}
for i = 1, #scanned[2], 2 do
  resources[#resources + 1] = scanned[2][i]
end
return { scanned[1], resources }
