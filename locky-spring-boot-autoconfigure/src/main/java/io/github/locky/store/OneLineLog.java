package io.github.locky.store;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The log of a class, in which every message is {@link OneLine one line}.
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
		return this.log.isDebugEnabled();
	}

	/**
	 * Log what helps to follow a lock through its life.
	 * @param message what happened
	 */
	public void debug(String message) {
		if (isDebugEnabled()) {
			this.log.debug(OneLine.of(message));
		}
	}

	/**
	 * Log a failure that is of no consequence.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void debug(String message, @Nullable Throwable ex) {
		if (isDebugEnabled()) {
			this.log.debug(OneLine.of(message), ex);
		}
	}

	/**
	 * Log what is good to know.
	 * @param message what happened
	 */
	public void info(String message) {
		this.log.info(OneLine.of(message));
	}

	/**
	 * Log what somebody should know.
	 * @param message what happened
	 */
	public void warn(String message) {
		this.log.warn(OneLine.of(message));
	}

	/**
	 * Log a failure that somebody should know of.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void warn(String message, @Nullable Throwable ex) {
		this.log.warn(OneLine.of(message), ex);
	}

	/**
	 * Log a failure that should not be.
	 * @param message what happened
	 * @param ex the failure
	 */
	public void error(String message, Throwable ex) {
		this.log.error(OneLine.of(message), ex);
	}

}
