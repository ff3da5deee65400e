package io.github.locky.engine;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.locky.HeldLock;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.event.ReleaseRequestedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceExpiresSoonEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.ReleaseRequest;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each transition as an application event.
 */
public class ApplicationEventTransitionListener implements TransitionListener {

	private static final OneLineLog logger = OneLineLog.of(ApplicationEventTransitionListener.class);

	private final Supplier<?> source;

	private final ApplicationEventPublisher publisher;

	/**
	 * Create a listener.
	 * @param source returns the source of the events
	 * @param publisher where to publish them
	 */
	public ApplicationEventTransitionListener(Supplier<?> source, ApplicationEventPublisher publisher) {
		this.source = source;
		this.publisher = publisher;
	}

	@Override
	public void onTransition(JournalEntry entry) {
		publish(toEvent(entry));
	}

	@Override
	public void onTransitionsMissed() {
		publish(new LockyEventsMissedEvent(this.source.get()));
	}

	@Override
	public void onReleaseRequested(ReleaseRequest request) {
		publish(new ReleaseRequestedEvent(this.source.get(), request.resource(), request.holder(), request.requester(),
				request.message()));
	}

	@Override
	public void onExpiresSoon(HeldLock lock, Duration remaining) {
		publish(new ResourceExpiresSoonEvent(this.source.get(), lock.resource(), lock.locker(), lock.fencingToken(),
				remaining));
	}

	private LockyEvent toEvent(JournalEntry entry) {
		Object source = this.source.get();
		return switch (entry.kind()) {
			case LOCKED, FORCED -> new ResourceLockedEvent(source, entry.resource(), entry.locker(), entry.token(),
					entry.instant(), entry.ttl(), entry.kind() == JournalEntry.Kind.FORCED, entry.previousLocker());
			case UNLOCKED ->
				new ResourceUnlockedEvent(source, entry.resource(), entry.locker(), entry.token(), entry.instant());
			case EXPIRED -> new ResourceExpiredEvent(source, entry.resource(), entry.locker(), entry.token(),
					entry.instant(), entry.isEarly());
		};
	}

	private void publish(ApplicationEvent event) {
		if (logger.isDebugEnabled()) {
			logger.debug("Heard " + event);
		}
		try {
			this.publisher.publishEvent(event);
		}
		catch (Exception | Error ex) {
			logger.warn("A listener failed on " + event, ex);
		}
	}

}
