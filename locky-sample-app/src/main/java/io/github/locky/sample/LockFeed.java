package io.github.locky.sample;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.event.ReleaseRequestedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceExpiresSoonEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Passes on to the browsers what happens to locks, in whichever instance it was done. Who
 * comes late is told the last of it.
 */
@RestController
class LockFeed {

	private final Sinks.Many<ServerSentEvent<Object>> changes = Sinks.many().replay().limit(40);

	// What is only of use to those who are there
	private final Sinks.Many<ServerSentEvent<Object>> calls = Sinks.many().multicast().directBestEffort();

	// The first thing sent tells browsers that they are connected, and when to come back
	// if they no longer are
	@GetMapping(path = "/feed", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> get() {
		ServerSentEvent<Object> welcome = ServerSentEvent.builder().retry(Duration.ofSeconds(1)).build();
		return Flux.merge(this.changes.asFlux(), this.calls.asFlux()).startWith(welcome);
	}

	@EventListener
	void on(ResourceLockedEvent event) {
		tell("locked", Change.of(event, event.getPreviousLocker()));
	}

	@EventListener
	void on(ResourceUnlockedEvent event) {
		tell("unlocked", Change.of(event, null));
	}

	@EventListener
	void on(ResourceExpiredEvent event) {
		tell("expired", Change.of(event, null));
	}

	@EventListener
	void on(LockyEventsMissedEvent event) {
		tell("missed", new Change("", "", 0, null, Instant.ofEpochMilli(event.getTimestamp())));
	}

	@EventListener
	void on(ReleaseRequestedEvent event) {
		this.calls.tryEmitNext(event("requested", new Request(event.getResource(), event.getLocker(),
				event.getRequester(), event.getMessage(), Instant.ofEpochMilli(event.getTimestamp()))));
	}

	@EventListener
	void on(ResourceExpiresSoonEvent event) {
		this.calls.tryEmitNext(event("expiring", new Change(event.getResource(), event.getLocker(),
				event.getFencingToken(), null, Instant.ofEpochMilli(event.getTimestamp()))));
	}

	private void tell(String kind, Change change) {
		this.changes.tryEmitNext(event(kind, change));
	}

	private static ServerSentEvent<Object> event(String kind, Object what) {
		return ServerSentEvent.builder(what).event(kind).build();
	}

	// The web server waits for open requests before it stops
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.changes.tryEmitComplete();
		this.calls.tryEmitComplete();
	}

	/**
	 * What happened to a lock.
	 *
	 * @param resource whose lock it is
	 * @param locker whose lock it is or was
	 * @param fencingToken its fencing token; as text, because numbers in JavaScript are
	 * exact only up to 2^53
	 * @param previousLocker from whom it was taken, or {@code null}
	 * @param instant when it happened
	 */
	record Change(String resource, String locker, @JsonFormat(shape = JsonFormat.Shape.STRING) long fencingToken,
			@Nullable String previousLocker, Instant instant) {

		static Change of(LockyEvent event, @Nullable String previousLocker) {
			return new Change(event.getResource(), event.getLocker(), event.getFencingToken(), previousLocker,
					event.getInstant());
		}

	}

	/**
	 * Somebody asks for what another has.
	 *
	 * @param resource what is asked for
	 * @param locker who has it
	 * @param requester who asks
	 * @param message what they say, perhaps empty
	 * @param instant when they asked
	 */
	record Request(String resource, String locker, String requester, String message, Instant instant) {

	}

}
