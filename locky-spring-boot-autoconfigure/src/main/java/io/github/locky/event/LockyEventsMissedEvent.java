package io.github.locky.event;

import org.springframework.context.ApplicationEvent;

/**
 * Transitions may have happened that this instance will never hear of: the journal in
 * Redis no longer reaches back to what was heard last, because it was trimmed or lost.
 * Whoever keeps what events said should read it again. The source is the
 * {@code LockyOperations} bean; published only in the instance concerned.
 */
public class LockyEventsMissedEvent extends ApplicationEvent {

	public LockyEventsMissedEvent(Object source) {
		super(source);
	}

}
