-- Replies with the commands of Locky's scripts that Redis does not let this user run, with those that it does not have or
-- has disabled, and with the keys of Locky's that are of another type, each separated by spaces, and with the error by
-- which it refuses to write at present. Each command is called so that it changes nothing: on a key that does not exist
-- (no resource has an empty name), or with arguments that make no sense.
local key, refused, missing, wrong, unwritable = KEYS[4], {}, {}, {}, ''

-- Servers and proxies have words of their own for this
local MISSING = { 'unknown redis command', 'unknown command', 'not allowed from script', 'not supported', 'unsupported' }
local UNWRITABLE = { 'MISCONF ', 'NOREPLICAS ', 'OOM ', 'READONLY ' }

local function is_missing(err)
  for _, words in ipairs(MISSING) do
    if string.find(err, words, 1, true) then
      return true
    end
  end
end

local function without_place(err)
  for _, code in ipairs(UNWRITABLE) do
    local start = string.find(err, code, 1, true)
    if start then
      return string.sub(err, start)
    end
  end
end

local calls = { { 'GET', key }, { 'SET', key, '', 'PX', '' }, { 'PTTL', key }, { 'PEXPIREAT', key, '' }, { 'TIME' },
  { 'HGET', holders, '' }, { 'HSET', holders, '', '', '' }, { 'HDEL', holders, '' }, { 'HLEN', holders },
  { 'HSCAN', holders, '0' }, { 'ZADD', deadlines, 'XX', 0, '' }, { 'ZREM', deadlines, '' }, { 'ZSCORE', deadlines, '' },
  { 'ZRANGEBYSCORE', deadlines, 1, 0 }, { 'XADD', journal, 'NOMKSTREAM', '*', 'e' }, { 'XLEN', journal },
  { 'XRANGE', journal, 1, 0 }, { 'XREVRANGE', journal, 0, 1 }, { 'XSETID', journal, '' } }
if redis.pcall('GET', key) == false then
  calls[#calls + 1] = { 'DEL', key }
  calls[#calls + 1] = { 'PERSIST', key }
end
for _, command in ipairs(calls) do
  local reply = redis.pcall(unpack(command))
  local err = type(reply) == 'table' and reply.err or ''
  if string.find(err, 'NOPERM', 1, true) or string.find(err, "can't run this command", 1, true) then
    refused[#refused + 1] = command[1]
  elseif is_missing(string.lower(err)) then
    missing[#missing + 1] = command[1]
  elseif string.find(err, 'WRONGTYPE', 1, true) and command[2] ~= key and wrong[#wrong] ~= command[2] then
    wrong[#wrong + 1] = command[2]
  else
    unwritable = without_place(err) or unwritable
  end
end
return { table.concat(refused, ' '), table.concat(missing, ' '), table.concat(wrong, ' '), unwritable }
