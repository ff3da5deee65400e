-- Unlocks resources, each for itself. ARGV, for each: resource, whom and value (see meant), and for how many ms from its
-- beginning the ownership is to last although it is released (0: not at all). With one key more than resources, the answer for
-- the one resource is remembered under it, for the ms that come last, so that the same call sent again cannot free the lock
-- of somebody who came in between. Replies for each with U, N, or S and the ms for which it stays locked.

local count = math.floor((#ARGV - 4) / 4)
local answer = #KEYS > 3 + count and KEYS[#KEYS]
local known = answer and call('GET', answer)
if known then
  return tell() .. known
end

local holders_of, reply = {}, ''
for i = 1, count do
  holders_of[i] = holder_of(KEYS[3 + i], ARGV[4 * i + 2])
end
for i = 1, count do
  local key, holder, resource, whom, value, hold = KEYS[3 + i], holders_of[i], unpack(ARGV, 4 * i + 1, 4 * i + 4)
  local letter = 'N'
  if holder then
    local id, acquisition, ttl, queue, owner = recorded(resource)
    local is_meant, ours, of_another = meant(whom, value, resource, holder, id, acquisition, ttl, owner)
    local stays = 0
    if is_meant and ours and hold ~= '0' then
      -- When it began tells the id, but that is too late if the clock was set back, and the deadline, but that is too late if it
      -- was prolonged
      local deadline = ttl ~= '0' and call('ZSCORE', deadlines, resource)
      stays = hold - math.max(0, now() - string.match(id, '^%d+'), deadline and now() + ttl - deadline or 0)
    end
    if stays > 0 then
      if string.sub(acquisition, -1) ~= '!' then
        call('ZREM', deadlines, '') -- see below
        prolong(key, resource, now() + stays)
        record(resource, id, acquisition .. '!', hold, queue, owner)
        if of_another then
          mail_loss(acquisition, resource)
        end
      end
      letter = 'S' .. stays
    elseif is_meant then
      -- Comes first because it works when memory is short, and then the others do, too
      call('ZREM', deadlines, ours and resource or '')
      if ours then
        local entry = append(redis.pcall, 'U', id, 0, resource, owner)
        if type(entry) == 'table' then
          if ttl ~= '0' then
            call('ZADD', deadlines, now() + call('PTTL', key), resource)
          end
          return entry
        end
        if of_another then
          mail_loss(acquisition, resource)
        end
      elseif id then
        settle(resource, id, acquisition, owner, false)
      end
      call('DEL', key)
      free(resource, queue)
      letter = 'U'
    end
  end
  reply = reply .. letter
end
if not string.find(reply, 'U', 1, true) then
  -- A write without effect: a replica fails rather than say "not locked"
  call('ZREM', deadlines, '')
end
if answer then
  call('SET', answer, reply, 'PX', ARGV[#ARGV])
end
return tell() .. reply
