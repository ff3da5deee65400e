package io.github.locky.sample;

import io.github.locky.annotation.Locked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes what was saved. The clock strikes in every instance at the same time, and one
 * of them does the work.
 */
@Component
class Publisher {

	private static final Logger logger = LoggerFactory.getLogger(Publisher.class);

	private final ArticleRepository articles;

	Publisher(ArticleRepository articles) {
		this.articles = articles;
	}

	@Scheduled(cron = "${newsroom.publish}")
	@Locked(value = "edition", locker = "The publisher@${newsroom.instance}", skip = true,
			holdAtLeast = "${newsroom.publish-hold:5s}")
	void publish() {
		logger.info("Published {} article(s)", this.articles.publish());
	}

}
