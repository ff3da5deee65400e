package io.github.locky.engine.waiting;

import java.util.concurrent.atomic.AtomicReference;

import io.github.locky.LockRequest;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A call in a queue. It either asks the store by itself, or somebody who releases the
 * lock offers it; never both at the same time.
 */
final class Waiter {

	private final Ticker ticker;

	private final String resource;

	private final LockRequest request;

	private final boolean leased;

	private final long since;

	private final Runnable signal;

	private final AtomicReference<State> state;

	// Written by the queue, under its lock

	private volatile boolean first;

	private volatile boolean woken;

	private volatile long nextAttempt;

	private volatile boolean givesUp;

	private volatile LockResult.@Nullable Granted granted;

	// Only for whoever looks

	private boolean leaving;

	/**
	 * Create a waiter.
	 * @param ticker tells the time
	 * @param resource what to wait for
	 * @param request the call that waits
	 * @param leased whether it is for a lease
	 * @param since when the waiting began, by the ticker
	 * @param asking whether it asks the store at once, although others are before it
	 * @param signal called on any thread when things have changed for this waiter, so
	 * that it looks; must return at once
	 */
	Waiter(Ticker ticker, String resource, LockRequest request, boolean leased, long since, boolean asking,
			Runnable signal) {
		this.ticker = ticker;
		this.resource = resource;
		this.request = request;
		this.leased = leased;
		this.since = since;
		this.signal = signal;
		this.state = new AtomicReference<>((asking) ? State.ASKING : State.WAITING);
	}

	String resource() {
		return this.resource;
	}

	LockRequest request() {
		return this.request;
	}

	boolean isLeased() {
		return this.leased;
	}

	long since() {
		return this.since;
	}

	/**
	 * Come first in the queue.
	 * @param nextAttempt when to ask the store unless it is woken before, by the ticker
	 * @param woken whether to ask at once
	 */
	void comeFirst(long nextAttempt, boolean woken) {
		this.nextAttempt = nextAttempt;
		this.woken = woken;
		this.first = true;
		this.signal.run();
	}

	/**
	 * Let another come first.
	 */
	void stepBack() {
		this.first = false;
	}

	/**
	 * Ask the store, also if it is being asked now.
	 */
	void wake() {
		this.woken = true;
		this.signal.run();
	}

	/**
	 * Wait no longer.
	 */
	void letGiveUp() {
		this.givesUp = true;
		this.signal.run();
	}

	boolean isWoken() {
		return this.woken;
	}

	long nextAttempt() {
		return this.nextAttempt;
	}

	/**
	 * Begin to ask the store; what wakes from here on counts for the next time.
	 */
	void beginAttempt() {
		this.woken = false;
	}

	/**
	 * Go on waiting after an attempt.
	 * @param nextAttempt when to ask again unless it is woken before, by the ticker
	 */
	void awaitNextAttempt(long nextAttempt) {
		this.nextAttempt = nextAttempt;
		this.state.set(State.WAITING);
	}

	/**
	 * Offer the lock. Has to be followed by {@link #grant} or {@link #takeBack}.
	 * @return whether this waiter can be given it
	 */
	boolean offer() {
		return this.request.getResources().size() == 1 && this.state.compareAndSet(State.WAITING, State.OFFERED);
	}

	/**
	 * Give what was offered.
	 * @param granted what was locked for this waiter
	 */
	void grant(LockResult.Granted granted) {
		this.granted = granted;
		this.state.set(State.GRANTED);
		this.signal.run();
	}

	/**
	 * Do not give what was offered.
	 * @param nextAttempt when to ask the store unless it is woken before, by the ticker
	 */
	void takeBack(long nextAttempt) {
		awaitNextAttempt(nextAttempt);
		this.signal.run();
	}

	/**
	 * Return what was given.
	 * @return what this waiter has; {@code null} if it has to ask
	 */
	LockResult.@Nullable Granted granted() {
		return (this.state.get() == State.GRANTED) ? this.granted : null;
	}

	/**
	 * Look how things stand.
	 * @param deadline when to give up, by the ticker
	 * @param leaving whether to give up now
	 * @return what to do; if that is to give up nothing is offered any more, but what was
	 * offered before may have been {@linkplain #granted() given}
	 */
	Outlook look(long deadline, boolean leaving) {
		this.leaving |= leaving;
		if (this.leaving) {
			return giveUp();
		}
		State state = this.state.get();
		if (state == State.ASKING || state == State.GRANTED) {
			return Outlook.TURN;
		}
		if (this.givesUp) {
			return giveUp();
		}
		long now = this.ticker.nanoTime();
		if (isDue(now) && this.state.compareAndSet(State.WAITING, State.ASKING)) {
			return Outlook.TURN;
		}
		return (deadline - now <= 0) ? giveUp() : Outlook.WAIT;
	}

	// Whoever offers the lock has an answer soon, one way or the other
	private Outlook giveUp() {
		this.leaving = true;
		return (this.state.compareAndExchange(State.WAITING, State.ASKING) != State.OFFERED) ? Outlook.OVER
				: Outlook.WAIT;
	}

	/**
	 * Return when to look again unless there is a signal before.
	 * @param deadline when to give up, by the ticker
	 * @return the time, by the ticker; {@code null} if there will be a signal
	 */
	@Nullable Long nextLook(long deadline) {
		return switch (this.state.get()) {
			case WAITING -> (this.first && this.nextAttempt - deadline < 0) ? Long.valueOf(this.nextAttempt)
					: Long.valueOf(deadline);
			case OFFERED -> null;
			case ASKING, GRANTED -> Long.valueOf(this.ticker.nanoTime());
		};
	}

	private boolean isDue(long now) {
		return this.first && (this.woken || this.nextAttempt - now <= 0);
	}

	/**
	 * How things stand.
	 */
	enum Outlook {

		/**
		 * The waiter has the lock, or is to ask the store.
		 */
		TURN,

		/**
		 * It has to wait.
		 */
		WAIT,

		/**
		 * It gives up.
		 */
		OVER

	}

	private enum State {

		WAITING, ASKING, OFFERED, GRANTED

	}

}
