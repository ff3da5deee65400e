package io.github.locky.store;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The log of a class, in which every message is {@link OneLine one line}. What appenders
 * and filters of the application throw changes nothing of what is logged: it has happened
 * already, and whoever logs has more to do.
 */
public final class OneLineLog {

	private final Log log;

	private OneLineLog(Log log) {
		this.log = log;
	}

	/**
	 * Return the log of a class.
	 * @param type the class
	 * @return its log
	 */
	public static OneLineLog of(Class<?> type) {
		return new OneLineLog(LogFactory.getLog(type));
	}

	/**
	 * Return whether to compose a message for {@link #debug}.
	 * @return whether it would be logged
	 */
	public boolean isDebugEnabled() {
		try {
			return this.log.isDebugEnabled();
		}
		catch (Exception | Error ex) {
			return false;
		}
	}

	/**
	 * Log what helps to follow a lock through its life.
	 * @param message what happened
	 */
	public void debug(String message) {
		if (isDebugEnabled()) {
			guard(() -> this.log.debug(OneLine.of(message)));
		}
	}

	/**
	 * Log a failure that is of no consequence.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void debug(String message, @Nullable Throwable ex) {
		if (isDebugEnabled()) {
			guard(() -> this.log.debug(OneLine.of(message), ex));
		}
	}

	/**
	 * Log what is good to know.
	 * @param message what happened
	 */
	public void info(String message) {
		guard(() -> this.log.info(OneLine.of(message)));
	}

	/**
	 * Log what somebody should know.
	 * @param message what happened
	 */
	public void warn(String message) {
		guard(() -> this.log.warn(OneLine.of(message)));
	}

	/**
	 * Log a failure that somebody should know of.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void warn(String message, @Nullable Throwable ex) {
		guard(() -> this.log.warn(OneLine.of(message), ex));
	}

	/**
	 * Log a failure that should not be.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void error(String message, Throwable ex) {
		guard(() -> this.log.error(OneLine.of(message), ex));
	}

	private static void guard(Runnable logging) {
		try {
			logging.run();
		}
		catch (Exception | Error ex) {
			// There is no log to tell it to
		}
	}

}
