package io.github.locky.recipes;

import io.github.locky.reactive.ReactiveLockyOperations;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells browsers of locks.
 */
// snippet: webflux
@RestController
class LockFeedController {

	private final ReactiveLockyOperations locky;

	LockFeedController(ReactiveLockyOperations locky) {
		this.locky = locky;
	}

	@GetMapping(path = "/articles/locks", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> locks() {
		return this.locky.events()
			.filter((event) -> event.getResource().startsWith("article:"))
			.map((event) -> ServerSentEvent.builder(event.getResource() + " " + event.getLocker())
				.event(event.getClass().getSimpleName())
				.build());
	}

}
// end
