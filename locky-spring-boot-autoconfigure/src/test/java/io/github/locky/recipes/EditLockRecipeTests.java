package io.github.locky.recipes;

import java.security.Principal;
import java.time.Duration;
import java.util.UUID;

import io.github.locky.InMemoryLocky;
import io.github.locky.LockRequest;
import io.github.locky.store.memory.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An edit lock over HTTP.
 */
class EditLockRecipeTests {

	private final MovableClock clock = new MovableClock();

	private final InMemoryLocky locky = InMemoryLocky.builder().clock(this.clock).create();

	private final SingleConnectionDataSource dataSource = new SingleConnectionDataSource(
			"jdbc:h2:mem:" + UUID.randomUUID(), true);

	private final JdbcClient jdbc = JdbcClient.create(this.dataSource);

	private final MockMvcTester mvc = MockMvcTester.of(new ArticleEditController(this.locky, this.jdbc));

	@BeforeEach
	void createArticle() {
		this.jdbc.sql("CREATE TABLE article (id BIGINT, text VARCHAR, fence BIGINT NOT NULL DEFAULT 0)").update();
		this.jdbc.sql("INSERT INTO article (id, text) VALUES (12, 'draft')").update();
	}

	@AfterEach
	void close() {
		this.locky.close();
		this.dataSource.destroy();
	}

	@Test
	void oneEditsAndOthersAreToldWhoDoes() {
		String token = open("ada");
		assertThat(exchange(HttpMethod.POST, "/lock", "grace")).hasStatus(HttpStatus.LOCKED)
			.bodyText()
			.contains("ada")
			.doesNotContain(token);
		assertThat(exchange(HttpMethod.PUT, "/text/" + token, "ada")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(text()).isEqualTo("by ada");
		assertThat(exchange(HttpMethod.DELETE, "/lock/" + token, "ada")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(exchange(HttpMethod.POST, "/lock", "grace")).hasStatusOk();
	}

	@Test
	void heartBeatsKeepTheLock() {
		String token = open("ada");
		for (int i = 0; i < 3; i++) {
			this.clock.advance(Duration.ofSeconds(50));
			assertThat(exchange(HttpMethod.PUT, "/lock/" + token, "ada")).hasStatus(HttpStatus.NO_CONTENT);
		}
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
		this.clock.advance(Duration.ofSeconds(61));
		assertThat(exchange(HttpMethod.PUT, "/lock/" + token, "ada")).hasStatus(HttpStatus.GONE);
	}

	@Test
	void editorComesBackToTheSameLock() {
		assertThat(open("ada")).isEqualTo(open("ada"));
	}

	@Test
	void whoComesBackTooLateSavesAndReleasesNothing() {
		String late = open("ada");
		this.clock.advance(Duration.ofSeconds(61));
		open("grace");
		assertThat(exchange(HttpMethod.PUT, "/text/" + late, "ada")).hasStatus(HttpStatus.GONE);
		assertThat(exchange(HttpMethod.DELETE, "/lock/" + late, "ada")).hasStatus(HttpStatus.GONE);
		assertThat(text()).isEqualTo("draft");
		assertThat(this.locky.getLocker("article:12")).isEqualTo("grace");
	}

	@Test
	void writeThatWasUnderWayWhenTheLockEndedIsRefusedByTheDatabase() {
		String late = open("ada");
		this.locky.unlock("article:12");
		open("grace");
		// ada's request asked before, and writes now
		assertThat(
				this.jdbc.sql("UPDATE article SET text = 'late' WHERE fence <= ?").param(Long.valueOf(late)).update())
			.isZero();
	}

	@Test
	void tokenOfAnotherIsOfNoUse() {
		String token = open("ada");
		assertThat(exchange(HttpMethod.PUT, "/text/" + token, "grace")).hasStatus(HttpStatus.GONE);
		this.locky.lock(LockRequest.of("article:12", "ada").force());
		assertThat(exchange(HttpMethod.PUT, "/text/" + token, "ada")).hasStatus(HttpStatus.GONE);
	}

	private String open(String editor) {
		MvcTestResult result = exchange(HttpMethod.POST, "/lock", editor);
		assertThat(result).hasStatusOk();
		assertThat(result).bodyJson().extractingPath("$.editor").isEqualTo(editor);
		String token = Long.toString(this.locky.find("article:12").orElseThrow().fencingToken());
		assertThat(result).bodyJson().extractingPath("$.token").isEqualTo(token);
		return token;
	}

	private MvcTestResult exchange(HttpMethod method, String path, String editor) {
		Principal principal = () -> editor;
		return this.mvc.method(method)
			.uri("/articles/12" + path)
			.principal(principal)
			.content("by " + editor)
			.exchange();
	}

	private String text() {
		return this.jdbc.sql("SELECT text FROM article WHERE id = 12").query(String.class).single();
	}

}
