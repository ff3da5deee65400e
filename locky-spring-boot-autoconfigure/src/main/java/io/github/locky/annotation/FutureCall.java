package io.github.locky.annotation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.engine.waiting.LocksClosedException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * A method that is done when the future it returns completes. What fails before it is
 * called fails the future, too.
 */
final class FutureCall implements CallStyle {

	private static final int RELEASES_AT_ONCE = 64;

	// Those of the application may all wait for what is to be released, or reject it
	private static final SerialExecutor RELEASES = new SerialExecutor("locky-future-calls-", RELEASES_AT_ONCE);

	private final Duration abandoned;

	/**
	 * Create a style.
	 * @param abandoned how long the lock is renewed for work whose caller has gone, in
	 * case it never ends
	 */
	FutureCall(Duration abandoned) {
		this.abandoned = abandoned;
	}

	@Override
	public @Nullable Object invoke(LockedCall call) throws Throwable {
		CallLeases leases;
		try {
			leases = call.enter();
		}
		catch (LockNotAcquiredException | LocksClosedException ex) {
			return refused(call, ex);
		}
		catch (RuntimeException ex) {
			return failed(ex);
		}
		CompletionStage<?> stage;
		try {
			stage = (CompletionStage<?>) call.invocation().proceed();
		}
		catch (Throwable ex) {
			leases.endAfter(ex);
			throw ex;
		}
		finally {
			leases.exit();
		}
		if (stage == null) {
			leases.endWith(null);
			return null;
		}
		try {
			return endWith(stage, leases);
		}
		catch (RuntimeException | Error ex) {
			leases.endAfter(ex);
			throw ex;
		}
	}

	private static @Nullable Object refused(LockedCall call, CannotAcquireLockException refused) {
		try {
			return call.refused(refused);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public Object failed(RuntimeException failure) {
		return CompletableFuture.failedFuture(failure);
	}

	// Never on the thread that completes it, which may be the one that Redis answers on.
	// The caller may complete, cancel or time out what they get, and the work goes on.
	private <T> CompletionStage<T> endWith(CompletionStage<T> stage, CallLeases leases) {
		CompletableFuture<T> ended = new CompletableFuture<>();
		stage.whenCompleteAsync((result, failure) -> end(ended, leases, result, failure),
				(task) -> RELEASES.execute(new Object(), task));
		CompletableFuture<T> forCaller = ended.copy();
		forCaller.whenComplete((result, failure) -> {
			if (!ended.isDone()) {
				letRunOutInTheEnd(ended, leases);
			}
		});
		return forCaller;
	}

	private static <T> void end(CompletableFuture<T> ended, CallLeases leases, T result, @Nullable Throwable failure) {
		Throwable end = failure;
		try {
			if (failure == null) {
				leases.endWith(result);
			}
			else {
				leases.endAfter(failure);
			}
		}
		catch (RuntimeException | Error ex) {
			end = ex;
		}
		complete(ended, result, end);
	}

	// What others do with the answer must not hold up further releases
	private static <T> void complete(CompletableFuture<T> ended, T result, @Nullable Throwable failure) {
		Runnable completion = () -> {
			if (failure == null) {
				ended.complete(result);
			}
			else {
				ended.completeExceptionally(failure);
			}
		};
		try {
			ended.defaultExecutor().execute(completion);
		}
		catch (RuntimeException | Error ex) {
			completion.run();
		}
	}

	private void letRunOutInTheEnd(CompletableFuture<?> ended, CallLeases leases) {
		ended.copy().orTimeout(this.abandoned.toMillis(), TimeUnit.MILLISECONDS).whenComplete((result, failure) -> {
			if (failure instanceof TimeoutException && !ended.isDone()) {
				leases.letRunOut();
			}
		});
	}

}
