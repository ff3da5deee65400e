package io.github.locky.store.memory;

import java.time.Duration;
import java.util.List;

import io.github.locky.store.FencingToken;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.ReleaseResult;
import org.jspecify.annotations.Nullable;

/**
 * Ends ownerships and lets the next come, as {@code unlock.lua}, {@code hand-over.lua},
 * {@code expire.lua} and {@code leave.lua} do.
 */
final class Releasing {

	private static final int IN_A_ROW = 16;

	private static final long MILLIS_IN_A_ROW = 5;

	private final MemoryCall call;

	private final String instance;

	Releasing(MemoryCall call, String instance) {
		this.call = call;
		this.instance = instance;
	}

	ReleaseResult unlock(LockTarget target) {
		LockRecord record = this.call.findHeld(target.resource());
		if (record == null || !MemoryCall.isMeant(record, target.ownership())) {
			return ReleaseResult.NOT_HELD;
		}
		Duration hold = target.holdAtLeast();
		Duration stays = (hold != null) ? hold.minusMillis(elapsed(record)) : Duration.ZERO;
		if (hold != null && stays.toMillis() > 0) {
			this.call.release(record, target.ownership(), hold, stays);
			return ReleaseResult.staying(stays);
		}
		this.call.end(record, target.ownership());
		this.call.passOn(record, record.queue());
		return ReleaseResult.UNLOCKED;
	}

	// When it began tells the id, but that is too late if the clock was set back, and the
	// deadline, but that is too late if it was prolonged
	private long elapsed(LockRecord record) {
		long now = this.call.now();
		Duration ttl = record.ttl();
		long elapsed = (ttl != null && record.deadline() != 0) ? now + ttl.toMillis() - record.deadline() : 0;
		return Math.max(0, Math.max(elapsed, now - FencingToken.millis(record.id())));
	}

	HandOverResult handOver(HandOverCommand command, long asked) {
		LockTarget from = command.from();
		LockCommand to = command.to();
		LockRecord record = this.call.findHeld(from.resource());
		if (record != null && record.acquisition().equals(to.acquisition())) {
			return granted(to, record.id(), command.rowBegan(), asked);
		}
		if (record == null || !MemoryCall.isMeant(record, from.ownership())) {
			return HandOverResult.NOT_HELD;
		}
		InstanceQueue queue = record.queue();
		InstanceQueue others = queue.without(this.instance);
		// A row does not begin in the future, as it would seem after the clock was set
		// back
		long began = Math.min(this.call.now(),
				(command.rowBegan() != 0) ? command.rowBegan() : FencingToken.millis(record.id()));
		boolean turnIsOver = !others.isEmpty()
				&& (command.row() >= IN_A_ROW || this.call.now() - began >= MILLIS_IN_A_ROW);
		this.call.end(record, from.ownership());
		if (turnIsOver) {
			this.call.passOn(record, queue.with(this.instance));
			return HandOverResult.UNLOCKED;
		}
		boolean more = to.waiting() != null && to.waiting().more();
		long token = this.call.own(from.resource(), to.acquisition(), to.request().getLocker(), to.ttl(),
				(more) ? queue.with(this.instance) : others, null);
		return granted(to, token, began, asked);
	}

	private static HandOverResult granted(LockCommand to, long token, long began, long asked) {
		LockResult.Grant grant = new LockResult.Grant(to.resources().get(0), token, to.ttl(), null, null);
		return new HandOverResult(true, new LockResult.Granted(to.acquisition(), List.of(grant), asked), began);
	}

	/**
	 * End an ownership that is over, or go on in a queue whose first did not come.
	 * @param resource the resource
	 * @return how long the lock lives; {@code null} if it does not expire, or is not held
	 */
	@Nullable Duration expire(String resource) {
		LockRecord record = this.call.find(resource);
		if (record == null) {
			return null;
		}
		if (this.call.isHeld(record)) {
			return this.call.remaining(record);
		}
		InstanceQueue queue = record.queue();
		if (record.isOwned()) {
			this.call.settle(record);
			this.call.passOn(record, queue);
		}
		else if (!this.call.isReserved(record)) {
			this.call.passOn(record, (record.reservedUntil() == 0) ? queue : queue.without(queue.first()));
		}
		return null;
	}

	void leave(String resource) {
		LockRecord record = this.call.find(resource);
		if (record == null || !record.queue().contains(this.instance)) {
			return;
		}
		InstanceQueue rest = record.queue().without(this.instance);
		if (record.isOwned()) {
			record.setQueue(rest);
		}
		else if (record.reservedUntil() != 0 && record.queue().isFirst(this.instance)) {
			this.call.passOn(record, rest);
		}
		else {
			this.call.reserve(record, record.reservedUntil(), rest);
		}
	}

}
