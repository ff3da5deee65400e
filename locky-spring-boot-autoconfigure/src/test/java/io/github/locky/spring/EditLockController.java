package io.github.locky.spring;

import io.github.locky.HeldLock;
import io.github.locky.LockAttempt;
import io.github.locky.LockRequest;
import io.github.locky.reactive.ReactiveLockyOperations;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Locks an article as long as a page has it open.
 */
@RestController
class EditLockController {

	private final ReactiveLockyOperations locky;

	EditLockController(ReactiveLockyOperations locky) {
		this.locky = locky;
	}

	// snippet: attempt
	@PostMapping("/articles/{id}/lock")
	Mono<HeldLock> open(@PathVariable long id, @RequestParam String editor) {
		return this.locky.attempt(LockRequest.of("article:" + id, editor))
			.filter(LockAttempt::granted)
			.mapNotNull(LockAttempt::lock)
			.switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.LOCKED)));
	}

	@PutMapping("/articles/{id}/lock")
	Mono<Boolean> goOn(@PathVariable long id, @RequestParam String editor, @RequestParam long token) {
		return this.locky.refresh("article:" + id, editor, token);
	}

	@DeleteMapping("/articles/{id}/lock")
	Mono<Boolean> close(@PathVariable long id, @RequestParam String editor, @RequestParam long token) {
		return this.locky.unlock("article:" + id, editor, token);
	}
	// end

}
