package io.github.locky.store.memory;

import java.time.Duration;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.store.InstanceId;
import io.github.locky.store.PollCommand;
import io.github.locky.store.PollResult;
import io.github.locky.store.RefreshCommand;
import org.jspecify.annotations.Nullable;

/**
 * Looks at locks and lets them live on, as {@code read.lua}, {@code poll.lua} and
 * {@code refresh.lua} do.
 */
final class Looking {

	private static final long DOES_NOT_EXPIRE = -1;

	private final MemoryCall call;

	Looking(MemoryCall call) {
		this.call = call;
	}

	@Nullable HeldLock read(String resource) {
		LockRecord record = this.call.findHeld(resource);
		return (record != null) ? this.call.held(record) : null;
	}

	long refresh(RefreshCommand command) {
		LockRecord record = this.call.findHeld(command.resource());
		if (record == null || !MemoryCall.isMeant(record, command.target().ownership())
				|| InstanceId.isReleased(record.acquisition())) {
			return RefreshCommand.NOT_HELD;
		}
		Duration ttl = (command.ttl() != null) ? command.ttl() : record.ttl();
		Duration remaining = this.call.remaining(record);
		if (remaining == null) {
			return DOES_NOT_EXPIRE;
		}
		if (ttl != null && ttl.compareTo(remaining) > 0) {
			this.call.prolong(record, ttl);
			return ttl.toMillis();
		}
		return remaining.toMillis();
	}

	PollResult poll(PollCommand command, InstanceId instance) {
		long now = this.call.now();
		List<String> due = this.call.deadlines()
			.before(now, command.limit())
			.stream()
			.map(LockRecord::resource)
			.toList();
		List<PollResult.Deadline> deadlines = this.call.deadlines()
			.between(now, now + command.horizon().toMillis(), command.limit())
			.stream()
			.map((record) -> new PollResult.Deadline(record.resource(), Duration.ofMillis(record.deadline() - now),
					instance.isOf(record.acquisition())))
			.toList();
		return new PollResult(this.call.journal().head(), this.call.table().size(), due, deadlines,
				this.call.table().nextPage(command.pageSize()));
	}

}
