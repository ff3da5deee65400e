package io.github.locky.sample;

import java.nio.file.Path;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page when servers or Redis are stopped while an article is open.
 */
@ExtendWith(Newsroom.Resolver.class)
@ChromiumTest
class OutageTests {

	private static final String LAMP = "New lamp for the lighthouse";

	private static final String FERRY = "The ferry is back on time";

	private static Chromium chromium;

	private NewsroomInstance first;

	private NewsroomInstance second;

	@BeforeAll
	static void launch(Newsroom newsroom) {
		chromium = newsroom.chromium();
	}

	@BeforeEach
	void start(@TempDir Path database) {
		this.first = NewsroomInstance.first(database);
		this.second = this.first.another("--locky.ttl=8s");
	}

	@AfterEach
	void stop() {
		this.second.close();
		this.first.close();
	}

	@Test
	void tellsInTimeThatTheServerIsNotReached() {
		try (EditorWindow bob = EditorWindow.open(chromium, this.second, "Bob")) {
			bob.edit(LAMP);
			bob.write("Bob's draft");
			this.second.close();
			PlaywrightAssertions.assertThat(bob.notice()).containsText("The newsroom was not reached since");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("The article is yours for another");
			PlaywrightAssertions.assertThat(bob.notice())
				.containsText("It is no longer yours: the newsroom did not hear from this page in time.");
			PlaywrightAssertions.assertThat(bob.text()).hasAttribute("readonly", "");
			PlaywrightAssertions.assertThat(bob.story(LAMP)).containsText("Unknown");
			this.second = this.first.another(this.second.port());
			PlaywrightAssertions.assertThat(bob.page().getByText("Live")).isVisible();
			bob.click("Open it again");
			PlaywrightAssertions.assertThat(bob.text()).hasValue("Bob's draft");
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("Saved at");
			assertThat(bob.errors()).isEmpty();
		}
	}

	@Test
	void lockAndWireSurviveARestart() {
		NewsroomInstance third = this.first.another();
		try (EditorWindow ada = EditorWindow.open(chromium, this.first, "Ada");
				EditorWindow bob = EditorWindow.open(chromium, third, "Bob")) {
			bob.edit(LAMP);
			bob.write("Bob's draft");
			third.close();
			PlaywrightAssertions.assertThat(bob.page().getByText("Connection lost, trying again")).isVisible();
			ada.edit(FERRY);
			third = this.first.another(third.port());
			PlaywrightAssertions.assertThat(bob.page().getByText("Live")).isVisible();
			PlaywrightAssertions.assertThat(bob.story(FERRY)).containsText("Ada has it open");
			ada.click("Close");
			PlaywrightAssertions.assertThat(bob.wire().first()).containsText("Ada unlocked " + FERRY);
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("Saved at");
			assertThat(bob.errors()).isEmpty();
		}
		finally {
			third.close();
		}
	}

	@Test
	void redisMayBeStoppedAndStarted(@TempDir Path other) {
		try (EditorWindow bob = EditorWindow.open(chromium, this.second, "Bob")) {
			bob.edit(LAMP);
			bob.write("Bob's draft");
			this.first.close();
			PlaywrightAssertions.assertThat(bob.notice()).containsText("The newsroom was not reached since");
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice())
				.containsText("It is no longer yours: the newsroom did not hear from this page in time.");
			PlaywrightAssertions.assertThat(bob.page().locator("#connection"))
				.hasText("The newsroom does not answer. Try again in a moment.");
			PlaywrightAssertions.assertThat(bob.text()).hasValue("Bob's draft");
			this.first = NewsroomInstance.first(other, this.first.redisPort());
			PlaywrightAssertions.assertThat(bob.page().getByText("Live")).isVisible();
			bob.click("Open it again");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("What you had not saved is here again.");
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("Saved at");
			assertThat(bob.errors()).isEmpty();
		}
	}

	@Test
	void redisMayLoseTheLock() {
		try (EditorWindow bob = EditorWindow.open(chromium, this.second, "Bob")) {
			bob.edit(LAMP);
			try (RedisConnection connection = this.first.bean(RedisConnectionFactory.class).getConnection()) {
				connection.serverCommands().flushAll();
			}
			PlaywrightAssertions.assertThat(bob.notice())
				.containsText("It is no longer yours: the newsroom has lost track of it.");
			bob.click("Open it again");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("It is yours again.");
			assertThat(bob.errors()).isEmpty();
		}
	}

}
