package io.github.locky.engine.waiting;

import io.github.locky.LockRequest;
import io.github.locky.store.LockResult;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits: it queues up, asks the store when it is its turn, and gives up in
 * time. Whoever has made it proceeds with it whenever there is a signal or it is time to,
 * on one thread at a time, until it is over.
 */
final class WaitingCall {

	// How often a waiter for several resources passes its turn on before it keeps it
	private static final int TURNS_PASSED_ON = 2;

	private final Waiters waiters;

	private final LockRequest request;

	private final boolean leased;

	private final long since;

	private final long deadline;

	private final Runnable signal;

	private @Nullable Waiter waiter;

	private long next;

	private int turnsPassedOn;

	/**
	 * Create a call.
	 * @param waiters who waits
	 * @param request what to lock
	 * @param leased whether it is for a lease
	 * @param signal called on any thread when it may proceed; must return at once
	 */
	WaitingCall(Waiters waiters, LockRequest request, boolean leased, Runnable signal) {
		this.waiters = waiters;
		this.request = request;
		this.leased = leased;
		this.since = waiters.ticker().nanoTime();
		this.deadline = this.since + AttemptTimer.saturatedNanos(request.getWaitAtMost());
		this.signal = signal;
		this.next = this.since;
	}

	/**
	 * Do what is to be done now, which may be to ask the store.
	 * @param leaving whether nobody wants the lock any more
	 * @return what came of the call; {@code null} if it has to wait
	 * @throws RuntimeException if the call has failed; it is over, too
	 */
	@Nullable LockResult proceed(boolean leaving) {
		Waiter waiter = this.waiter;
		if (waiter == null) {
			// What would be granted at once does not stand behind those it blocks
			waiter = join(this.request.getResources().get(0), this.request.isReentrant() || this.request.isForced());
		}
		boolean over = true;
		try {
			LockResult result = proceed(waiter, leaving);
			over = result != null;
			return result;
		}
		finally {
			if (over) {
				leave();
			}
		}
	}

	private @Nullable LockResult proceed(Waiter first, boolean leaving) {
		Waiter waiter = first;
		Waiter.Outlook outlook = waiter.look(this.deadline, leaving);
		while (outlook == Waiter.Outlook.TURN) {
			LockResult result = take(waiter);
			if (!(result instanceof LockResult.Refused refused)) {
				return result;
			}
			waiter = goOn(waiter, refused);
			outlook = waiter.look(this.deadline, leaving);
		}
		if (outlook == Waiter.Outlook.WAIT) {
			return null;
		}
		this.next = waiter.nextAttempt();
		return this.waiters.giveUp(waiter);
	}

	private LockResult take(Waiter waiter) {
		LockResult.Granted given = waiter.granted();
		LockResult result = (given != null) ? given : this.waiters.ask(waiter, isPatient());
		this.next = this.waiters.nextAttempt(result, this.request);
		return result;
	}

	private boolean isPatient() {
		return this.turnsPassedOn >= TURNS_PASSED_ON;
	}

	private Waiter goOn(Waiter waiter, LockResult.Refused refused) {
		if (refused.resource().equals(waiter.resource())) {
			waiter.awaitNextAttempt(this.next);
			return waiter;
		}
		if (isPatient()) {
			this.waiters.leaveTurnReserved(waiter);
		}
		else {
			this.waiters.leave(waiter, this.next);
		}
		Waiter other = join(refused.resource(), false);
		this.turnsPassedOn++;
		return other;
	}

	private Waiter join(String resource, boolean asking) {
		Waiter waiter = new Waiter(this.waiters.ticker(), resource, this.request, this.leased, this.since, asking,
				this.signal);
		this.waiter = waiter;
		this.waiters.join(waiter, isPatient());
		return waiter;
	}

	private void leave() {
		Waiter waiter = this.waiter;
		if (waiter != null) {
			this.waiter = null;
			this.waiters.leave(waiter, this.next);
		}
	}

	/**
	 * Return when to proceed unless there is a signal before.
	 * @return the time, by the ticker; {@code null} if there will be a signal
	 */
	@Nullable Long nextLook() {
		Waiter waiter = this.waiter;
		return (waiter != null) ? waiter.nextLook(this.deadline) : null;
	}

}
