package io.github.locky.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.sample.ArticleRepository.Draft;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Publisher}.
 */
class PublisherTests {

	private static final String[] EVERY_SECOND = { "--newsroom.publish=* * * * * *", "--newsroom.publish-hold=500ms" };

	private final List<LockyEvent> events = new CopyOnWriteArrayList<>();

	@Test
	void publishesInOneInstanceAtATime(@TempDir Path database) {
		try (NewsroomInstance first = NewsroomInstance.first(database, EVERY_SECOND);
				NewsroomInstance second = first.another(EVERY_SECOND)) {
			second.context().addApplicationListener((ApplicationListener<LockyEvent>) this.events::add);
			ArticleRepository articles = first.bean(ArticleRepository.class);
			articles.save(1, new Draft("News", "Fresh"), "Ada", 1);
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				assertThat(articles.get(1).published()).isTrue();
				assertThat(this.events).hasSizeGreaterThan(5);
			});
			List<LockyEvent> heard = List.copyOf(this.events);
			assertThat(heard).extracting(LockyEvent::getResource).containsOnly("edition");
			assertThat(heard).extracting(LockyEvent::getLocker)
				.isSubsetOf("The publisher@" + first.port(), "The publisher@" + second.port());
			for (int i = 1; i < heard.size(); i++) {
				assertThat(heard.get(i)).isInstanceOf((heard.get(i - 1) instanceof ResourceLockedEvent)
						? ResourceExpiredEvent.class : ResourceLockedEvent.class);
			}
		}
	}

}
