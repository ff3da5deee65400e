package io.github.locky.engine.waiting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.locky.LockRequest;
import io.github.locky.engine.EngineTimer;
import io.github.locky.engine.Releases;
import io.github.locky.store.LockResult;
import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A call for which no thread waits. Whenever there is something to do for it, that is
 * done by the executor. If nobody wants its result any more, it gives up, and gives back
 * what it has got.
 */
final class DeferredCall {

	private final WaitingLocks locks;

	private final Releases releases;

	private final LockRequest request;

	private final boolean leased;

	private final @Nullable WaitingCall waiting;

	private final Executor executor;

	private final EngineTimer<DeferredCall> timer;

	private final CompletableFuture<LockResult> result = new CompletableFuture<>();

	private final AtomicBoolean signalled = new AtomicBoolean();

	private EngineTimer.@Nullable Entry<DeferredCall> wakeUp;

	private boolean over;

	/**
	 * Create a call.
	 * @param locks who locks
	 * @param releases gives back what nobody wants any more
	 * @param request what to lock
	 * @param leased whether it is for a lease
	 * @param executor does what there is to do, one after the other
	 * @param timer tells when it is to be {@link #signal() signalled}
	 */
	DeferredCall(WaitingLocks locks, Releases releases, LockRequest request, boolean leased, Executor executor,
			EngineTimer<DeferredCall> timer) {
		this.locks = locks;
		this.releases = releases;
		this.request = request;
		this.leased = leased;
		this.waiting = (!request.getWaitAtMost().isZero())
				? new WaitingCall(locks.getWaiters(), request, leased, this::signal) : null;
		this.executor = executor;
		this.timer = timer;
	}

	/**
	 * Make the call.
	 * @return completes with what came of it, unless it is cancelled before
	 */
	CompletableFuture<LockResult> start() {
		signal();
		this.result.whenComplete((result, failure) -> {
			if (this.result.isCancelled()) {
				signal();
			}
		});
		return this.result;
	}

	/**
	 * There may be something to do. Returns at once.
	 */
	void signal() {
		if (this.signalled.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::proceed);
			}
			catch (RejectedExecutionException ex) {
				this.result.completeExceptionally(new LocksClosedException(OneLine
					.of("This instance has ended and locks nothing any more, so not " + this.request.getResources())));
			}
			catch (RuntimeException | Error ex) {
				// Others that are signalled with it still are, and its turn is passed on
				// when it comes
				this.signalled.set(false);
				this.result.completeExceptionally(ex);
			}
		}
	}

	private void proceed() {
		this.signalled.set(false);
		if (this.over || (this.waiting == null && this.result.isDone())) {
			return;
		}
		this.timer.remove(this.wakeUp);
		try {
			LockResult result = (this.waiting != null) ? proceed(this.waiting)
					: this.locks.lock(this.request, this.leased);
			if (result != null) {
				this.over = true;
				complete(result);
			}
		}
		catch (RuntimeException | Error ex) {
			this.over = true;
			this.result.completeExceptionally(ex);
		}
	}

	private @Nullable LockResult proceed(WaitingCall waiting) {
		LockResult result = waiting.proceed(this.result.isCancelled());
		Long time = waiting.nextLook();
		this.wakeUp = (result == null && time != null) ? this.timer.add(time, this) : null;
		return (result != null) ? this.locks.settle(this.request, result) : null;
	}

	private void complete(LockResult result) {
		if (!this.result.complete(result) && result instanceof LockResult.Granted late) {
			this.releases.giveBack(late);
		}
	}

}
