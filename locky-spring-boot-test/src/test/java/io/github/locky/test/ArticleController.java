package io.github.locky.test;

import io.github.locky.LockNotAcquiredException;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller that calls the service.
 */
@RestController
class ArticleController {

	private final ArticleService articles;

	ArticleController(ArticleService articles) {
		this.articles = articles;
	}

	@PostMapping("/articles/{id}/publication")
	Article publish(@PathVariable long id) {
		return this.articles.publish(id);
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.LOCKED)
	String refused(LockNotAcquiredException ex) {
		return ex.getMessage();
	}

}
