package io.github.locky.sample;

import java.time.Duration;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Locks and unlocks articles.
 */
@RestController
@RequestMapping("/articles/{id}/lock")
class ArticleLockController {

	private final LockyOperations locky;

	ArticleLockController(LockyOperations locky) {
		this.locky = locky;
	}

	@GetMapping
	ArticleLock get(@PathVariable long id) {
		return this.locky.find(Article.resource(id))
			.map(ArticleLock::of)
			.orElseThrow(() -> new ArticleNotLockedException(id));
	}

	// PUT twice is PUT once: reentrant, the editor who has the article may come back
	@PutMapping
	ArticleLock put(@PathVariable long id, @RequestParam String locker,
			@RequestParam @DurationFormat(style = Style.SIMPLE) @Nullable Duration ttl,
			@RequestParam(defaultValue = "false") boolean force) {
		LockRequest request = LockRequest.of(Article.resource(id), locker).reentrant();
		if (ttl != null) {
			request = request.ttl(ttl);
		}
		if (force) {
			request = request.force();
		}
		boolean locked = this.locky.lock(request);
		HeldLock lock = this.locky.find(Article.resource(id)).orElseThrow(() -> new ArticleNotLockedException(id));
		if (!locked || !lock.locker().equals(locker)) {
			throw new ArticleLockedException(id, lock);
		}
		return ArticleLock.of(lock);
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable long id, @RequestParam String locker) {
		if (!this.locky.unlock(Article.resource(id), locker)) {
			throw this.locky.find(Article.resource(id))
				.<RuntimeException>map((lock) -> new ArticleLockedException(id, lock))
				.orElseGet(() -> new ArticleNotLockedException(id));
		}
	}

}
