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
	 * Tell what failed before the method was called, so that it is not, in the way in
	 * which a call of the method fails.
	 * @param failure why
	 * @return what the caller gets
	 */
	default Object failed(RuntimeException failure) {
		throw failure;
	}

}
