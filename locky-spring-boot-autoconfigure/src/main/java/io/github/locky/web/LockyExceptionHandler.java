package io.github.locky.web;

import java.time.Duration;
import java.util.List;

import io.github.locky.LeaseLostException;
import io.github.locky.LockNotAcquiredException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers requests that were refused a lock, or lost it, with the problem details of RFC
 * 9457. Works with Spring MVC and with Spring WebFlux.
 * <p>
 * Stands before other advices: both exceptions are
 * {@linkplain org.springframework.dao.DataAccessException failures of data access}, and
 * an advice for those would take a refusal for an outage.
 */
@RestControllerAdvice
@Order(LockyExceptionHandler.ORDER)
public class LockyExceptionHandler {

	/**
	 * The order of this advice. One with a lower order comes before it.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final HttpStatusCode status;

	private final boolean showLocker;

	/**
	 * Create a handler.
	 * @param status what to answer with
	 * @param showLocker whether to tell callers who holds the resource
	 */
	public LockyExceptionHandler(HttpStatusCode status, boolean showLocker) {
		Assert.notNull(status, "'status' must not be null");
		this.status = status;
		this.showLocker = showLocker;
	}

	/**
	 * Answer a request that was refused a lock.
	 * @param refused why
	 * @return the problem, with the resource, and as {@code Retry-After} the remaining
	 * time of the lock if it expires
	 */
	@ExceptionHandler
	public ResponseEntity<ProblemDetail> handleLockNotAcquired(LockNotAcquiredException refused) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(this.status,
				"'" + refused.getResource() + "' is locked");
		problem.setProperty("resource", refused.getResource());
		if (this.showLocker && refused.getHolder() != null) {
			problem.setProperty("locker", refused.getHolder());
		}
		return response(problem, refused.getRemaining());
	}

	/**
	 * Answer a request that lost the lock it worked under.
	 * @param lost what was lost
	 * @return the problem, with the resources
	 */
	@ExceptionHandler
	public ResponseEntity<ProblemDetail> handleLeaseLost(LeaseLostException lost) {
		List<String> resources = lost.getResources();
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(this.status,
				"The lock of '" + String.join("', '", resources) + "' was lost before the work was done");
		problem.setProperty((resources.size() == 1) ? "resource" : "resources",
				(resources.size() == 1) ? resources.get(0) : resources);
		return response(problem, null);
	}

	private static ResponseEntity<ProblemDetail> response(ProblemDetail problem, @Nullable Duration retryAfter) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
		if (retryAfter != null) {
			response.header(HttpHeaders.RETRY_AFTER,
					String.valueOf(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
		}
		return response.body(problem);
	}

}
