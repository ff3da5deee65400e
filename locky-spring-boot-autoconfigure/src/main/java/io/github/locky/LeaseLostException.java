package io.github.locky;

import java.util.List;

import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.PessimisticLockingFailureException;

/**
 * The lease was lost while the work went on, so that another may have worked at the same
 * time. The work itself came to its end, and its result is not lost.
 */
public class LeaseLostException extends PessimisticLockingFailureException {

	private final List<String> resources;

	private final transient @Nullable Object result;

	/**
	 * Create an exception.
	 * @param lease the lost lease
	 * @param result what the work returned
	 */
	public LeaseLostException(Lease lease, @Nullable Object result) {
		super(OneLine.of("The lease of " + lease.resources() + " by '" + lease.locker()
				+ "' was lost before the work was done"));
		this.resources = List.copyOf(lease.resources());
		this.result = result;
	}

	/**
	 * Return what was held.
	 * @return the resources
	 */
	public List<String> getResources() {
		return this.resources;
	}

	/**
	 * Return what the work returned.
	 * @return the result, or {@code null} if there was none
	 */
	public @Nullable Object getResult() {
		return this.result;
	}

}
