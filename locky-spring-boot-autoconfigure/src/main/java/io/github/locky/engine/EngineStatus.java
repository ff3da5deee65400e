package io.github.locky.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How an engine does that runs.
 *
 * @param subscription how it hears of events
 * @param publishing whether the store lets it send messages, as far as it has tried
 * @param warnings what else may cost locks or time
 * @param sinceSwept how long ago it has last looked for expired locks
 * @param behind for how long events have been waiting to be read
 * @param held the number of locks held in all instances, a second old at most; {@code
 * null} if it is not known
 */
public record EngineStatus(Subscription subscription, boolean publishing, List<String> warnings, Duration sinceSwept,
		Duration behind, @Nullable Long held) {

	/**
	 * How late the sweeper and the events may be before something is wrong.
	 */
	public static final Duration LATE = Duration.ofSeconds(10);

	/**
	 * How an engine hears of events.
	 */
	public enum Subscription {

		/**
		 * By messages, and by the poll those that get lost.
		 */
		OPEN,

		/**
		 * By the poll, up to a second late.
		 */
		POLLING,

		/**
		 * Not yet, or not any more.
		 */
		CLOSED,

		/**
		 * Nobody wants to hear.
		 */
		NOT_NEEDED

	}

}
