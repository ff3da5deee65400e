package io.github.locky.sample;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock of an article.
 *
 * @param locker who holds it
 * @param fencingToken the fencing token; as text, because numbers in JavaScript are exact
 * only up to 2^53
 * @param since when it was taken, {@code null} if nobody knows
 * @param remainingMillis how long it still lives, {@code null} if it does not expire
 */
record ArticleLock(String locker, @JsonFormat(shape = JsonFormat.Shape.STRING) long fencingToken,
		@Nullable Instant since, @Nullable Long remainingMillis) {

	static ArticleLock of(HeldLock lock) {
		Duration remaining = lock.remaining();
		return new ArticleLock(lock.locker(), lock.fencingToken(), lock.since(),
				(remaining != null) ? remaining.toMillis() : null);
	}

}
