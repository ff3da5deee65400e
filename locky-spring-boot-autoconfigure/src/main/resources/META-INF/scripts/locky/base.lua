-- Stands before every script that decides something.
-- KEYS: journal, holders, deadlines, then the lock keys. ARGV: channel, partition, journal length, then the script's own.
local journal, holders, deadlines = KEYS[1], KEYS[2], KEYS[3]
local bell = '.' -- becomes '!' when the doorbell may not be rung

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Journals a transition by redis.call or redis.pcall. Names are text, in which there is no byte 255; only the previous
-- locker, who comes last, may be anything.
local function append(call, kind, ownership, number, resource, locker, previous)
  local id = call('XADD', journal, 'MAXLEN', '~', ARGV[3], '*', 'e', kind .. ' ' .. ownership .. ' ' .. number .. ' '
    .. resource .. '\255' .. locker .. (previous and '\255' .. previous or ''))
  -- A token has 20 bits for the sequence: the next entry goes into the next millisecond
  if type(id) == 'string' and string.sub(id, -8) == '-1048575' then
    redis.call('XSETID', journal, string.sub(id, 1, -9) .. '-18446744073709551615')
  end
  return id
end

-- Comes last: without the right to it the call still succeeds, and the poll delivers
local function ring(kind, resource)
  if type(redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. kind .. ' ' .. resource)) == 'table' then
    bell = '!'
  end
end
