package io.github.locky.sample;

import java.time.Instant;

/**
 * An article, as it was last saved.
 *
 * @param id its id
 * @param title its title
 * @param text its text
 * @param savedBy who saved it last
 * @param savedAt when that was
 * @param published whether it was published since
 */
record Article(long id, String title, String text, String savedBy, Instant savedAt, boolean published) {

	/**
	 * Return what Locky calls an article.
	 * @param id the id of the article
	 * @return the resource
	 */
	static String resource(long id) {
		return "article:" + id;
	}

	/**
	 * Return what its editor locks who does not want to give an article up.
	 * @param id the id of the article
	 * @return the resource
	 */
	static String kept(long id) {
		return "kept:" + id;
	}

}
