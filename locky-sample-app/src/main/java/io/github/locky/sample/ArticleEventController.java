package io.github.locky.sample;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what this instance has heard of an article, oldest first.
 */
@RestController
class ArticleEventController {

	private final RecentEvents events;

	ArticleEventController(RecentEvents events) {
		this.events = events;
	}

	@GetMapping("/articles/{id}/events")
	List<ArticleEvent> get(@PathVariable long id) {
		return this.events.of(Article.resource(id)).stream().map(ArticleEvent::of).toList();
	}

}
