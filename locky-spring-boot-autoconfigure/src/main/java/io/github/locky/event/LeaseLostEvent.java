package io.github.locky.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.context.ApplicationEvent;

/**
 * A lease of this instance is over before it was released: it ran out, or a resource was
 * taken over by force or unlocked by another. The source is the {@code LockyOperations}
 * bean; published only in the instance concerned.
 */
public class LeaseLostEvent extends ApplicationEvent {

	private final String locker;

	private final Map<String, Long> fencingTokens;

	public LeaseLostEvent(Object source, String locker, Map<String, Long> fencingTokens) {
		super(source);
		this.locker = locker;
		this.fencingTokens = Collections.unmodifiableMap(new LinkedHashMap<>(fencingTokens));
	}

	/**
	 * Return who held the lease.
	 * @return the locker
	 */
	public String getLocker() {
		return this.locker;
	}

	/**
	 * Return what was held.
	 * @return the fencing token of each resource, in the order they were asked for
	 */
	public Map<String, Long> getFencingTokens() {
		return this.fencingTokens;
	}

}
