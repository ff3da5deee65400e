package io.github.locky.test;

import io.github.locky.LockyOperations;
import io.github.locky.test.autoconfigure.AutoConfigureLocky;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static io.github.locky.test.LockyAssertions.assertThat;
import static io.github.locky.test.LockyAssertions.assertThatMethod;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice in which locked methods lock.
 */
// snippet: slice
@WebMvcTest(ArticleController.class)
@Import(ArticleService.class)
@AutoConfigureLocky
class SliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private LockyOperations locky;

	@Autowired
	private LockyEvents events;

	@Test
	void publishingIsRefusedWhileSomebodyEdits() {
		this.locky.lock("article:12", "ada");
		assertThat(this.mvc.post().uri("/articles/12/publication")).hasStatus(HttpStatus.LOCKED);
		this.locky.unlock("article:12");
		assertThat(this.mvc.post().uri("/articles/12/publication")).hasStatusOk();
		assertThat(this.locky).resource("article:12").isNotLocked();
	}

	@Test
	void articleIsLockedWhileItIsPublished() {
		assertThat(this.mvc.post().uri("/articles/13/publication")).hasStatusOk();
		assertThat(this.events).heardLockedAndUnlocked("article:13");
	}
	// end

	@Autowired
	private ArticleService articles;

	@BeforeEach
	void forgetEvents() {
		this.events.clear();
	}

	// snippet: proxied
	@Test
	void publishingIsLocked() {
		assertThatMethod(this.articles, "publish").isLocked();
	}
	// end

}
