package io.github.locky.store;

import java.time.Duration;
import java.util.List;

import io.github.locky.LockRequest;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to lock resources, all of them or none.
 *
 * @param acquisition the id of the attempt: with the same id it is a repetition
 * @param request who locks, and how
 * @param resources what to lock: all of the request, or those in one partition
 * @param ttl the time to live; {@code null} if the locks do not expire
 * @param waiting that the caller waits if it is refused; {@code null} if it does not
 */
public record LockCommand(String acquisition, LockRequest request, List<String> resources, @Nullable Duration ttl,
		@Nullable Waiting waiting) {

	/**
	 * Lock only some of the resources.
	 * @param some the resources
	 * @return the same attempt for these
	 */
	public LockCommand only(List<String> some) {
		return new LockCommand(this.acquisition, this.request, some, this.ttl, this.waiting);
	}

	/**
	 * Return whether these are not all the resources of the request.
	 * @return {@code true} if others are locked by another command
	 */
	public boolean isPart() {
		return this.resources.size() < this.request.getResources().size();
	}

	/**
	 * Return what this attempt may have locked.
	 * @return a target for each resource
	 */
	public List<LockTarget> targets() {
		Ownership ownership = Ownership.byAcquisition(this.acquisition);
		return this.resources.stream().map((resource) -> new LockTarget(resource, ownership)).toList();
	}

	/**
	 * How the caller waits. A refused one lets its instance stand in the queue of the
	 * resource.
	 *
	 * @param more whether others wait for the same resource in the same instance, so that
	 * it goes to the end of the queue when it is granted, instead of leaving it
	 * @param patient whether it was put off several times because another of its
	 * resources was held: it comes first then, and keeps a turn for as long as it takes
	 */
	public record Waiting(boolean more, boolean patient) {
	}

}
