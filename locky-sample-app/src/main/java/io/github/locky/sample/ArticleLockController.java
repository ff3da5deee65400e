package io.github.locky.sample;

import java.time.Duration;
import java.util.Objects;

import io.github.locky.HeldLock;
import io.github.locky.LockAttempt;
import io.github.locky.LockNotAcquiredException;
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

	private final Duration keep;

	ArticleLockController(LockyOperations locky, ArticleRepository articles,
			@Value("${newsroom.instance}") String instance, @Value("${newsroom.keep}") Duration keep) {
		this.locky = locky;
		this.articles = articles;
		this.instance = instance;
		this.keep = keep;
	}

	// Reentrant: a tab that does not know whether it still has the lock may ask again
	@PostMapping
	OpenArticle open(@PathVariable long id, @RequestParam String editor, @RequestParam String tab,
			@RequestParam(defaultValue = "false") boolean force) {
		this.articles.get(id);
		if (force) {
			refuseIfKept(id, editor);
		}
		LockRequest request = LockRequest.of(Article.resource(id), locker(editor, tab)).reentrant();
		LockAttempt attempt = this.locky.attempt((force) ? request.force() : request);
		HeldLock lock = Objects.requireNonNull(attempt.lock());
		if (!attempt.granted()) {
			throw refusal(lock);
		}
		if (!this.articles.fence(id, lock.fencingToken())) {
			throw new LockLostException(id, this.locky.find(Article.resource(id)).orElse(null));
		}
		return new OpenArticle(this.articles.get(id), ArticleLock.of(lock));
	}

	@PutMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void refresh(@PathVariable long id, @RequestParam String locker, @RequestParam long fencingToken) {
		if (!this.locky.refresh(Article.resource(id), locker, fencingToken)) {
			throw new LockLostException(id, this.locky.find(Article.resource(id)).orElse(null));
		}
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable long id, @RequestParam String locker, @RequestParam long fencingToken) {
		this.locky.unlock(Article.resource(id), locker, fencingToken);
	}

	// All instances hear of it, and the tab that has the article shows it
	@PostMapping("/requests")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void ask(@PathVariable long id, @RequestParam String editor, @RequestParam String tab,
			@RequestParam String message) {
		refuseIfKept(id, editor);
		this.locky.requestRelease(Article.resource(id), locker(editor, tab), message);
	}

	// The answer of a holder who does not give it up is a lock, too: all instances hear
	// of
	// it, and until it expires nobody asks again or takes over
	@PutMapping("/kept")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void keep(@PathVariable long id, @RequestParam String locker, @RequestParam long fencingToken) {
		refresh(id, locker, fencingToken);
		this.locky.lock(LockRequest.of(Article.kept(id), locker).force().ttl(this.keep));
	}

	private void refuseIfKept(long id, String editor) {
		this.locky.find(Article.kept(id))
			.filter((kept) -> !kept.locker().startsWith(editor + "@"))
			.filter((kept) -> kept.locker().equals(this.locky.getLocker(Article.resource(id))))
			.ifPresent((kept) -> {
				throw refusal(kept);
			});
	}

	// The tab is part of the locker: one editor's two tabs are two lockers, and neither
	// can save what the other has open
	private String locker(String editor, String tab) {
		return editor + "@" + this.instance + "#" + tab;
	}

	// Locky answers with a problem that has the locker, as locky.web says
	private static LockNotAcquiredException refusal(HeldLock lock) {
		return new LockNotAcquiredException(lock.resource(), lock.locker(), lock.remaining());
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
