package io.github.locky.spring;

import java.time.Duration;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.reactive.ReactiveLockyOperations;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Locks an article while it is edited.
 */
@RestController
class ArticleController {

	private final ReactiveLockyOperations locky;

	private final Articles articles;

	ArticleController(ReactiveLockyOperations locky, Articles articles) {
		this.locky = locky;
		this.articles = articles;
	}

	// snippet: using
	@PutMapping("/articles/{id}")
	Mono<Article> edit(@PathVariable long id, @RequestBody Mono<String> text) {
		LockRequest request = LockRequest.of("article:" + id).waitAtMost(Duration.ofSeconds(5));
		return this.locky
			.usingLock(request, (lease) -> text.flatMap((it) -> this.articles.save(id, it, lease.fencingToken())))
			.single()
			.onErrorMap(LockNotAcquiredException.class, (held) -> new ResponseStatusException(HttpStatus.LOCKED));
	}
	// end

	interface Articles {

		Mono<Article> save(long id, String text, long fencingToken);

	}

	record Article(long id, String text, long fencingToken) {

	}

}
