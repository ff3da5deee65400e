package io.github.locky.test;

import io.github.locky.annotation.Locked;

import org.springframework.stereotype.Service;

/**
 * A service whose method is locked.
 */
@Service
class ArticleService {

	@Locked("article:#{#id}")
	Article publish(long id) {
		return new Article(id, "published");
	}

}
