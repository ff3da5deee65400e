package io.github.locky.sample;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;

/**
 * Something that happened to the lock of an article.
 *
 * @param kind what happened
 * @param locker whose lock it happened to
 * @param fencingToken the fencing token of that lock
 * @param instant when it happened
 */
record ArticleEvent(Kind kind, String locker, @JsonFormat(shape = JsonFormat.Shape.STRING) long fencingToken,
		Instant instant) {

	static ArticleEvent of(LockyEvent event) {
		return new ArticleEvent(Kind.of(event), event.getLocker(), event.getFencingToken(), event.getInstant());
	}

	enum Kind {

		LOCKED, UNLOCKED, EXPIRED;

		private static Kind of(LockyEvent event) {
			if (event instanceof ResourceLockedEvent) {
				return LOCKED;
			}
			return (event instanceof ResourceExpiredEvent) ? EXPIRED : UNLOCKED;
		}

	}

}
