-- Entries of the journal. ARGV: position, at most how many. Replies with the entries from that position on, itself included,
-- in one string (each as id, length of the field, field: Lua is slow at passing on what is nested, and messages have them in
-- the same way); with 1 if there may be more, or 0; and if the first entry is not the position, with the head and the length.
-- Names may be long, so a page also ends at a number of bytes, but never with the position alone.
local MOST_BYTES = 1048576
local entries = call('XRANGE', journal, ARGV[5], '+', 'COUNT', ARGV[6])
local packed, bytes, more = {}, 0, #entries == tonumber(ARGV[6]) and 1 or 0
for i, entry in ipairs(entries) do
  local field = entry[2][2]
  bytes = bytes + #field
  if bytes > MOST_BYTES and i > 2 then
    more = 1
    break
  end
  packed[3 * i - 2], packed[3 * i - 1], packed[3 * i] = entry[1], ' ' .. #field .. ' ', field
end
if entries[1] and entries[1][1] == ARGV[5] then
  return { table.concat(packed), more }
end
local head = call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
return { table.concat(packed), more, head and head[1] or '0-0', call('XLEN', journal) }
