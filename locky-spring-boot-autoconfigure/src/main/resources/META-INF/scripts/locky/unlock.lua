-- Unlocks resources, each for itself. ARGV, for each: resource, whom and value (see meant). With one key more than
-- resources, the answer for the one resource is remembered under it, for the ms that come last, so that the same call sent
-- again cannot free the lock of somebody who came in between. Replies for each with U or N.

-- A write without effect: on a replica it fails before a read could say "not locked", and unlike ZADD it works when memory
-- is short, and then the others do, too
call('ZREM', deadlines, '')

local count = math.floor((#ARGV - 4) / 3)
local answer = #KEYS > 3 + count and KEYS[#KEYS]
local known = answer and call('GET', answer)
if known then
  return tell() .. known
end

local holders_of, reply = {}, ''
for i = 1, count do
  holders_of[i] = holder_of(KEYS[3 + i], ARGV[3 * i + 3])
end
for i = 1, count do
  local key, resource, whom, value, holder = KEYS[3 + i], ARGV[3 * i + 2], ARGV[3 * i + 3], ARGV[3 * i + 4], holders_of[i]
  local letter = 'N'
  if holder then
    local id, acquisition, ttl, queue, owner = recorded(resource)
    local ours = owner == holder and not is_rivals(whom, resource, ttl)
    if meant(whom, value, holder, ours, id, acquisition) then
      if ours then
        -- The only write here that can fail, so it comes before the others
        append(call, 'U', id, 0, resource, owner)
        if ttl ~= '0' then
          call('ZREM', deadlines, resource)
        end
        if is_of_another(whom, value, acquisition) then
          mail_loss(acquisition, resource)
        end
      elseif id then
        settle(resource, id, acquisition, owner, false)
      end
      call('DEL', key)
      if queue then
        pass_on(resource, queue)
      end
      letter = 'U'
    end
  end
  reply = reply .. letter
end
if answer then
  call('SET', answer, reply, 'PX', ARGV[#ARGV])
end
return tell() .. reply
