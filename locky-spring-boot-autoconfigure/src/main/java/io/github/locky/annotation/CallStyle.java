package io.github.locky.annotation;

import org.jspecify.annotations.Nullable;

/**
 * How a method is called under its lock, which depends on when it is done.
 */
interface CallStyle {

	/**
	 * Make the call while the lock is held.
	 * @param call the call
	 * @return what the caller gets
	 * @throws Throwable what the caller gets
	 */
	@Nullable Object invoke(LockedCall call) throws Throwable;

	/**
	 * Tell that an expression of the annotation failed, so that there is no call, in the
	 * way in which a call of the method fails.
	 * @param failure why
	 * @return what the caller gets
	 */
	default Object failed(RuntimeException failure) {
		throw failure;
	}

}
