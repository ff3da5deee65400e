package io.github.locky.store.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.store.InstanceId;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import org.jspecify.annotations.Nullable;

/**
 * Locks one or several resources, all or none, as {@code lock.lua} does.
 */
final class Locking {

	private final MemoryCall call;

	private final String instance;

	private final LockCommand command;

	private final LockCommand.@Nullable Waiting waiting;

	private final boolean overriding;

	Locking(MemoryCall call, String instance, LockCommand command) {
		this.call = call;
		this.instance = instance;
		this.command = command;
		this.waiting = command.waiting();
		this.overriding = command.request().isForced()
				&& !call.forcedCalls().contains(command.acquisition(), call.now());
	}

	LockResult lock(long asked) {
		List<State> states = new ArrayList<>(this.command.resources().size());
		State refused = null;
		for (String resource : this.command.resources()) {
			State state = look(resource);
			states.add(state);
			if (refused == null && state.verdict.isRefusal()) {
				refused = state;
			}
		}
		if (refused != null) {
			if (this.waiting != null) {
				states.forEach(this::putOff);
			}
			return refuse(refused);
		}
		List<LockResult.Grant> grants = new ArrayList<>(states.size());
		for (State state : states) {
			grants.add(grant(state));
		}
		if (this.command.request().isForced()) {
			this.call.forcedCalls().add(this.command.acquisition(), this.call.now());
		}
		return new LockResult.Granted(this.command.acquisition(), grants, asked);
	}

	private State look(String resource) {
		LockRecord record = this.call.find(resource);
		return new State(resource, record, (record != null) ? verdict(record) : Verdict.LOCK);
	}

	private Verdict verdict(LockRecord record) {
		if (this.call.isHeld(record)) {
			return verdictOnHeld(record);
		}
		boolean turnOfOthers = this.waiting != null && !record.queue().isEmpty()
				&& !record.queue().isFirst(this.instance) && (record.isOwned() || this.call.isReserved(record));
		return (turnOfOthers) ? Verdict.QUEUE : Verdict.LOCK;
	}

	private Verdict verdictOnHeld(LockRecord record) {
		if (record.acquisition().equals(this.command.acquisition())) {
			return Verdict.REPEAT;
		}
		if (this.command.request().isReentrant() && record.locker().equals(this.command.request().getLocker())
				&& !InstanceId.isReleased(record.acquisition())) {
			return Verdict.KEEP;
		}
		return (this.overriding) ? Verdict.FORCE : Verdict.HELD;
	}

	// Keeps the turn of this instance at a free resource while another one is held: if
	// patient for a while longer, else it goes to the next
	private void putOff(State state) {
		LockRecord record = state.record;
		if (record == null || state.verdict != Verdict.LOCK || record.isOwned()
				|| !record.queue().isFirst(this.instance)) {
			return;
		}
		if (isPatient()) {
			this.call.reserve(record, this.call.now() + MemoryCall.RESERVATION, record.queue());
		}
		else {
			this.call.passOn(record,
					(hasMore()) ? record.queue().atEnd(this.instance) : record.queue().without(this.instance));
		}
	}

	private LockResult refuse(State state) {
		LockRecord record = state.record();
		return (state.verdict == Verdict.QUEUE) ? refuseFree(record) : refuseHeld(record);
	}

	private LockResult refuseHeld(LockRecord record) {
		if (this.waiting != null) {
			record.setQueue(queueUp(record.queue()));
		}
		return new LockResult.Refused(record.resource(), this.call.held(record), this.call.remaining(record),
				(this.waiting != null) ? record.queue().place(this.instance) : 0);
	}

	// An end nobody has noticed yet is told of
	private LockResult refuseFree(LockRecord record) {
		String turn = record.queue().first();
		InstanceQueue queued = queueUp(record.queue().without(turn));
		queued = (turn != null) ? queued.inFront(turn) : queued;
		if (record.isOwned()) {
			this.call.settle(record);
			this.call.passOn(record, queued);
		}
		else {
			record.setQueue(queued);
		}
		return new LockResult.Refused(record.resource(), null,
				Duration.ofMillis(record.reservedUntil() - this.call.now()), queued.place(this.instance));
	}

	private InstanceQueue queueUp(InstanceQueue queue) {
		return (isPatient()) ? queue.inFront(this.instance) : queue.with(this.instance);
	}

	private LockResult.Grant grant(State state) {
		return switch (state.verdict) {
			case REPEAT -> {
				LockRecord record = state.record();
				yield new LockResult.Grant(state.resource, record.id(), this.call.remaining(record), null, null);
			}
			case KEEP -> keep(state.record());
			default -> own(state);
		};
	}

	// What is recorded is no longer the acquisition before, nor quite this one: whichever
	// of them is undone, the ownership stays
	private LockResult.Grant keep(LockRecord record) {
		String previous = record.acquisition();
		Duration remaining = this.call.remaining(record);
		Duration ttl = this.command.ttl();
		record.setAcquisition(InstanceId.kept(this.command.acquisition()));
		if (remaining != null && (ttl == null || ttl.compareTo(remaining) > 0)) {
			this.call.prolong(record, ttl);
			remaining = this.call.remaining(record);
		}
		return new LockResult.Grant(record.resource(), record.id(), remaining, null, previous);
	}

	private LockResult.Grant own(State state) {
		LockRecord record = state.record;
		boolean forced = state.verdict == Verdict.FORCE;
		String previous = (forced && record != null) ? record.locker() : null;
		InstanceQueue queue = (record != null) ? record.queue() : InstanceQueue.EMPTY;
		if (forced && record != null) {
			this.call.mailLoss(record);
		}
		else {
			queue = afterTurn(queue, record);
			if (record != null && record.isOwned()) {
				this.call.settle(record);
			}
		}
		long token = this.call.own(state.resource, this.command.acquisition(), this.command.request().getLocker(),
				this.command.ttl(), queue, previous);
		return new LockResult.Grant(state.resource, token, this.command.ttl(), previous, null);
	}

	// What is left of the queue of a free resource: a waiter's instance has had its turn
	// and goes to the end if more wait there, and the first, if it did not come in time,
	// is out
	private InstanceQueue afterTurn(InstanceQueue queue, @Nullable LockRecord record) {
		if (this.waiting == null) {
			return queue;
		}
		boolean late = record != null && record.reservedUntil() != 0 && !queue.isFirst(this.instance);
		InstanceQueue rest = ((late) ? queue.without(queue.first()) : queue).without(this.instance);
		return (hasMore()) ? rest.atEnd(this.instance) : rest;
	}

	private boolean isPatient() {
		return this.waiting != null && this.waiting.patient();
	}

	private boolean hasMore() {
		return this.waiting != null && this.waiting.more();
	}

	/**
	 * What is to happen to a resource.
	 */
	private enum Verdict {

		LOCK, FORCE, REPEAT, KEEP, HELD, QUEUE;

		boolean isRefusal() {
			return this == HELD || this == QUEUE;
		}

	}

	/**
	 * How a resource was found.
	 */
	private static final class State {

		private final String resource;

		private final @Nullable LockRecord record;

		private final Verdict verdict;

		private State(String resource, @Nullable LockRecord record, Verdict verdict) {
			this.resource = resource;
			this.record = record;
			this.verdict = verdict;
		}

		private LockRecord record() {
			if (this.record == null) {
				throw new IllegalStateException("Nothing is recorded of '" + this.resource + "'");
			}
			return this.record;
		}

	}

}
