package io.github.locky.annotation;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.engine.waiting.LocksClosedException;
import org.jspecify.annotations.Nullable;

/**
 * A method that is done when it returns.
 */
final class SynchronousCall implements CallStyle {

	@Override
	public @Nullable Object invoke(LockedCall call) throws Throwable {
		CallLeases leases;
		try {
			leases = call.enter();
		}
		catch (LockNotAcquiredException | LocksClosedException ex) {
			return call.refused(ex);
		}
		Object result;
		try {
			result = call.invocation().proceed();
		}
		catch (Throwable ex) {
			leases.exit();
			leases.endAfter(ex);
			throw ex;
		}
		leases.exit();
		leases.endWith(result);
		return result;
	}

}
