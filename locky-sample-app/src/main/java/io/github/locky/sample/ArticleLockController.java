package io.github.locky.sample;

import io.github.locky.HeldLock;
import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Locks an article while an editor has it open. The lock belongs to no thread and no
 * instance: what one instance locked, another may refresh and release.
 */
@RestController
@RequestMapping("/articles/{id}/lock")
class ArticleLockController {

	private final LockyOperations locky;

	private final ArticleRepository articles;

	private final String instance;

	ArticleLockController(LockyOperations locky, ArticleRepository articles,
			@Value("${newsroom.instance}") String instance) {
		this.locky = locky;
		this.articles = articles;
		this.instance = instance;
	}

	// Reentrant: after a reload of the page its editor may come back
	@PostMapping
	OpenArticle open(@PathVariable long id, @RequestParam String editor,
			@RequestParam(defaultValue = "false") boolean force) {
		this.articles.get(id);
		LockRequest request = LockRequest.of(Article.resource(id), editor + "@" + this.instance).reentrant();
		boolean locked = this.locky.lock((force) ? request.force() : request);
		HeldLock lock = this.locky.find(Article.resource(id)).orElseThrow(() -> LockConflictException.lost(id, null));
		if (!locked || !lock.locker().equals(request.getLocker()) || !this.articles.fence(id, lock.fencingToken())) {
			throw LockConflictException.refused(id, lock);
		}
		return new OpenArticle(this.articles.get(id), ArticleLock.of(lock));
	}

	@PutMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void refresh(@PathVariable long id, @RequestParam String locker) {
		if (!this.locky.refresh(Article.resource(id), locker)) {
			throw LockConflictException.lost(id, this.locky.find(Article.resource(id)).orElse(null));
		}
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable long id, @RequestParam String locker, @RequestParam long fencingToken) {
		this.locky.resume(Article.resource(id), locker, fencingToken).ifPresent(Lease::close);
	}

	/**
	 * An article to be edited.
	 *
	 * @param article the article
	 * @param lock the lock of its editor
	 */
	record OpenArticle(Article article, ArticleLock lock) {

	}

}
