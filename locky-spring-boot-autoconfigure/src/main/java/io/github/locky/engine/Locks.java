package io.github.locky.engine;

import java.time.Duration;
import java.util.List;

import io.github.locky.LockRequest;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * Takes locks, in all partitions. What may have been taken by a call whose outcome
 * remains unknown is released in the background.
 */
public final class Locks {

	private final LockStore store;

	private final @Nullable Duration defaultTtl;

	private final BackgroundReleases background;

	private final DeadlineListener deadlines;

	private final MultiLock multiLock;

	/**
	 * Create.
	 * @param store the store
	 * @param defaultTtl the time to live of locks whose request has none; {@code null} if
	 * they do not expire
	 * @param background releases what may have been taken
	 * @param releases gives back what was taken for nothing
	 * @param deadlines told how long a lock lives that was taken
	 */
	Locks(LockStore store, @Nullable Duration defaultTtl, BackgroundReleases background, Releases releases,
			DeadlineListener deadlines) {
		this.store = store;
		this.defaultTtl = defaultTtl;
		this.background = background;
		this.deadlines = deadlines;
		this.multiLock = new MultiLock(store, this::lock, releases);
	}

	/**
	 * Make an attempt of a request.
	 * @param request the request
	 * @param leased whether this instance wants to be told if somebody else ends the lock
	 * @param waiting how the caller waits; {@code null} if it does not
	 * @return the attempt, with an id of its own
	 */
	public LockCommand attempt(LockRequest request, boolean leased, LockCommand.@Nullable Waiting waiting) {
		return new LockCommand(this.store.instance().nextAcquisition(leased), request, request.getResources(),
				request.getTtlToLock(this.defaultTtl), waiting);
	}

	/**
	 * Return the time to live of a request.
	 * @param request the request
	 * @return the time to live, or {@code null} if it is not to expire
	 */
	public @Nullable Duration ttl(LockRequest request) {
		return request.getTtl(this.defaultTtl);
	}

	/**
	 * Lock all resources of an attempt or none.
	 * @param command the attempt
	 * @return who has them now
	 */
	public LockResult lock(LockCommand command) {
		LockResult result = (command.resources().size() == 1)
				? lock(this.store.partitionOf(command.resources().get(0)), command) : this.multiLock.lock(command);
		LockLog.locking(command, result);
		return result;
	}

	private LockResult lock(int partition, LockCommand command) {
		releasePending(partition, command);
		try {
			LockResult result = this.store.lock(partition, command);
			if (command.ttl() != null && result instanceof LockResult.Granted) {
				onOwnLocks(partition, command, command.ttl());
			}
			return result;
		}
		catch (RuntimeException | Error ex) {
			undoUnlessRefused(command, ex);
			throw ex;
		}
	}

	// Whoever asks again is not to be worse off than who asks for the first time, nor to
	// build on what is to be undone
	private void releasePending(int partition, LockCommand command) {
		for (String resource : command.resources()) {
			for (LockTarget target : this.background.pending(resource)) {
				this.store.unlock(partition, List.of(target));
			}
		}
	}

	private void onOwnLocks(int partition, LockCommand command, Duration ttl) {
		command.resources().forEach((resource) -> this.deadlines.onDeadline(partition, resource, ttl));
	}

	private void undoUnlessRefused(LockCommand command, Throwable failure) {
		if (!this.store.isRefusal(failure)) {
			this.background.release(command.targets());
		}
	}

	/**
	 * Return whether {@link #handOver} is possible.
	 * @return {@code false} if locks take more than one step
	 */
	public boolean canHandOver() {
		return this.store.canHandOver();
	}

	/**
	 * Unlock a resource if it is held as meant, and lock it for the next in the same
	 * step, unless it is the turn of others. If the outcome remains unknown, locking is
	 * undone in the background.
	 * @param command what to hand over
	 * @return what became of it
	 */
	public HandOverResult handOver(HandOverCommand command) {
		int partition = this.store.partitionOf(command.from().resource());
		LockCommand next = command.to();
		try {
			HandOverResult result = this.store.handOver(partition, command);
			LockLog.unlocking(command.from(), result.unlocked());
			if (result.granted() != null) {
				LockLog.locking(next, result.granted());
			}
			if (result.unlocked()) {
				this.deadlines.onDeadline(partition, command.from().resource(),
						(result.granted() != null) ? next.ttl() : null);
			}
			return result;
		}
		catch (RuntimeException | Error ex) {
			undoUnlessRefused(next, ex);
			throw ex;
		}
	}

	/**
	 * Return whether an attempt of this instance remained unknown and is being undone.
	 * @param resource what it may have taken
	 * @param acquisition the id of the attempt
	 * @return whether nobody uses what it may have taken
	 */
	public boolean isBeingUndone(String resource, String acquisition) {
		return this.background.pending(resource)
			.contains(new LockTarget(resource, Ownership.byAcquisition(acquisition)));
	}

}
