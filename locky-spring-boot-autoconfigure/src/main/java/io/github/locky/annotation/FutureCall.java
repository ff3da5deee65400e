package io.github.locky.annotation;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.locky.LockNotAcquiredException;
import org.jspecify.annotations.Nullable;

/**
 * A method that is done when the future it returns completes.
 */
final class FutureCall implements CallStyle {

	@Override
	public @Nullable Object invoke(LockedCall call) throws Throwable {
		CallLeases leases;
		try {
			leases = call.enter();
		}
		catch (LockNotAcquiredException ex) {
			return call.refused(ex);
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
		return endWith(stage, leases);
	}

	// Never on the thread that completes it, which may be the one that Redis answers on
	private static <T> CompletionStage<T> endWith(CompletionStage<T> stage, CallLeases leases) {
		return stage.handleAsync((result, failure) -> {
			if (failure != null) {
				leases.endAfter(failure);
				throw (failure instanceof CompletionException completed) ? completed : new CompletionException(failure);
			}
			leases.endWith(result);
			return result;
		});
	}

}
