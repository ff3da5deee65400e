package io.github.locky.sample;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.Lease;
import io.github.locky.LockyOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists the articles with their locks, and saves what an editor made of one.
 */
@RestController
@RequestMapping("/articles")
class ArticleController {

	private final LockyOperations locky;

	private final ArticleRepository articles;

	private final String instance;

	ArticleController(LockyOperations locky, ArticleRepository articles,
			@Value("${newsroom.instance}") String instance) {
		this.locky = locky;
		this.articles = articles;
		this.instance = instance;
	}

	@GetMapping
	Newsroom list() {
		try (Stream<HeldLock> held = this.locky.findAll()) {
			Map<String, ArticleLock> locks = held.collect(Collectors.toMap(HeldLock::resource, ArticleLock::of));
			return new Newsroom(this.instance,
					this.articles.findAll()
						.stream()
						.map((article) -> new Entry(article, locks.get(Article.resource(article.id()))))
						.toList());
		}
	}

	// Between this question and the update another may have taken the lock, and may even
	// have saved: the article itself refuses us then
	@PutMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void save(@PathVariable long id, @RequestParam String locker, @RequestParam long fencingToken,
			@RequestBody ArticleRepository.Draft draft) {
		boolean saved = this.locky.resume(Article.resource(id), locker, fencingToken)
			.filter((lease) -> save(id, draft, lease))
			.isPresent();
		if (!saved) {
			throw new LockLostException(id, this.locky.find(Article.resource(id)).orElse(null));
		}
	}

	private boolean save(long id, ArticleRepository.Draft draft, Lease lease) {
		return this.articles.save(id, draft, lease.locker(), lease.fencingToken());
	}

	/**
	 * All there is to see.
	 *
	 * @param instance the instance that tells it
	 * @param articles the articles
	 */
	record Newsroom(String instance, List<Entry> articles) {

	}

	/**
	 * An article in the list.
	 *
	 * @param article the article
	 * @param lock its lock, {@code null} if nobody has it open
	 */
	record Entry(Article article, @Nullable ArticleLock lock) {

	}

}
