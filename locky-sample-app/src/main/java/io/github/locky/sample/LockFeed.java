package io.github.locky.sample;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.event.ResourceExpiredEvent;
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

	private final Sinks.Many<ServerSentEvent<Change>> feed = Sinks.many().replay().limit(40);

	// The first thing sent tells browsers that they are connected, and when to come back
	// if
	// they no longer are
	@GetMapping(path = "/feed", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Change>> get() {
		ServerSentEvent<Change> welcome = ServerSentEvent.<Change>builder().retry(Duration.ofSeconds(1)).build();
		return this.feed.asFlux().startWith(welcome);
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

	private void tell(String kind, Change change) {
		this.feed.tryEmitNext(ServerSentEvent.builder(change).event(kind).build());
	}

	// The web server waits for open requests before it stops
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.feed.tryEmitComplete();
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

}
