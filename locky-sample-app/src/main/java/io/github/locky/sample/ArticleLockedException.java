package io.github.locky.sample;

import java.time.Duration;

import io.github.locky.HeldLock;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Somebody else has the article.
 */
@SuppressWarnings("serial")
class ArticleLockedException extends ErrorResponseException {

	ArticleLockedException(long id, HeldLock lock) {
		super(HttpStatus.CONFLICT);
		setTitle("Article locked");
		setDetail("Article " + id + " is locked by " + lock.locker());
		getBody().setProperty("locker", lock.locker());
		Duration remaining = lock.remaining();
		if (remaining != null) {
			getBody().setProperty("remaining", remaining);
		}
	}

}
