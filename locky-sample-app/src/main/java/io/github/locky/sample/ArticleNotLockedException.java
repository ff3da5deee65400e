package io.github.locky.sample;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Nobody has the article.
 */
@SuppressWarnings("serial")
class ArticleNotLockedException extends ErrorResponseException {

	ArticleNotLockedException(long id) {
		super(HttpStatus.NOT_FOUND);
		setTitle("Article not locked");
		setDetail("Article " + id + " is not locked");
	}

}
