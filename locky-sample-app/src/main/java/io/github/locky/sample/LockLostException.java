package io.github.locky.sample;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Whoever wants to keep or to save an article has its lock no more.
 */
@SuppressWarnings("serial")
final class LockLostException extends ErrorResponseException {

	LockLostException(long id, @Nullable HeldLock lock) {
		super(HttpStatus.CONFLICT);
		setTitle("Lock lost");
		setDetail("The lock of article " + id + " is lost"
				+ ((lock != null) ? ": " + lock.locker() + " has it now" : ", nobody has it now"));
		if (lock != null) {
			getBody().setProperty("locker", lock.locker());
		}
	}

}
