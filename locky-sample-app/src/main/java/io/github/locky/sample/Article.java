package io.github.locky.sample;

/**
 * What Locky calls an article.
 */
final class Article {

	private Article() {
	}

	static String resource(long id) {
		return "article:" + id;
	}

}
