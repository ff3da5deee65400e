package io.github.locky.sample;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Somebody else has the article, or at least its editor has it no more.
 */
@SuppressWarnings("serial")
final class LockConflictException extends ErrorResponseException {

	private LockConflictException(String title, String detail, @Nullable HeldLock lock) {
		super(HttpStatus.CONFLICT);
		setTitle(title);
		setDetail(detail);
		if (lock != null) {
			getBody().setProperty("lock", ArticleLock.of(lock));
		}
	}

	static LockConflictException refused(long id, HeldLock lock) {
		return new LockConflictException("Article locked", "Article " + id + " is locked by " + lock.locker(), lock);
	}

	static LockConflictException lost(long id, @Nullable HeldLock lock) {
		return new LockConflictException("Lock lost", "The lock of article " + id + " is lost"
				+ ((lock != null) ? ": " + lock.locker() + " has it now" : ", nobody has it now"), lock);
	}

}
