package io.github.locky.event;

import org.springframework.context.ApplicationEvent;

/**
 * Somebody asks the holder of a resource to release it. Nothing has changed: the holder
 * decides. Every instance that is there hears of it, which is not a transition, and not
 * in the journal: who is away does not hear of it later. The source is the
 * {@code LockyOperations} bean.
 */
public class ReleaseRequestedEvent extends ApplicationEvent {

	private final String resource;

	private final String locker;

	private final String requester;

	private final String message;

	public ReleaseRequestedEvent(Object source, String resource, String locker, String requester, String message) {
		super(source);
		this.resource = resource;
		this.locker = locker;
		this.requester = requester;
		this.message = message;
	}

	/**
	 * Return what is asked for.
	 * @return the resource
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return who held it when that was asked.
	 * @return the locker
	 */
	public String getLocker() {
		return this.locker;
	}

	/**
	 * Return who asks.
	 * @return the locker who wants the resource
	 */
	public String getRequester() {
		return this.requester;
	}

	/**
	 * Return what they say.
	 * @return the message, perhaps empty
	 */
	public String getMessage() {
		return this.message;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[resource=" + this.resource + ", locker=" + this.locker + ", requester="
				+ this.requester + "]";
	}

}
