package io.github.locky.sample;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.sample.ArticleController.Newsroom;
import io.github.locky.sample.ArticleLockController.OpenArticle;
import io.github.locky.sample.ArticleRepository.Draft;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.RequestHeadersSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication} as its page uses it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		properties = "newsroom.instance=north")
@AutoConfigureRestTestClient
class SampleApplicationTests {

	@TempDir
	static Path database;

	@Autowired
	private RestTestClient client;

	@Autowired
	private LockyOperations locky;

	@Autowired
	private ArticleRepository articles;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("embedded-redis.port", () -> port);
		registry.add("spring.datasource.url",
				() -> "jdbc:h2:file:" + database.resolve("newsroom") + ";AUTO_SERVER=TRUE");
	}

	@BeforeEach
	void unlock() {
		this.articles.findAll().forEach((article) -> this.locky.unlock(Article.resource(article.id())));
	}

	@Test
	void articlesAreListedWithTheirLocks() {
		OpenArticle open = open(2, "Ada");
		Newsroom newsroom = body(this.client.get().uri("/articles"), Newsroom.class);
		assertThat(newsroom.instance()).isEqualTo("north");
		assertThat(newsroom.articles()).hasSize(5).allSatisfy((entry) -> {
			if (entry.article().id() == 2) {
				assertThat(entry.lock()).isNotNull();
				assertThat(entry.lock().fencingToken()).isEqualTo(open.lock().fencingToken());
			}
			else {
				assertThat(entry.lock()).isNull();
			}
		});
	}

	@Test
	void whoOpensAnArticleLocksItForThirtySeconds() {
		OpenArticle open = open(1, "Ada");
		assertThat(open.article().title()).isNotBlank();
		assertThat(open.lock().locker()).isEqualTo("Ada@north");
		assertThat(open.lock().fencingToken()).isPositive();
		assertThat(open.lock().remainingMillis()).isBetween(1L, 30_000L);
	}

	@Test
	void nobodyElseMayOpenIt() {
		open(1, "Ada");
		ProblemDetail problem = problem(this.client.post().uri("/articles/1/lock?editor=Bob"), HttpStatus.CONFLICT);
		assertThat(problem.getDetail()).isEqualTo("Article 1 is locked by Ada@north");
		assertThat(lockIn(problem)).containsEntry("locker", "Ada@north").containsKey("remainingMillis");
	}

	@Test
	void theSameEditorMayComeBack() {
		OpenArticle open = open(1, "Ada");
		assertThat(open(1, "Ada").lock().fencingToken()).isEqualTo(open.lock().fencingToken());
	}

	@Test
	void whatIsSavedIsStored() {
		OpenArticle open = open(3, "Ada");
		save(open, "Ours", "First").expectStatus().isNoContent();
		save(open, "Ours", "Second").expectStatus().isNoContent();
		Article article = this.articles.get(3);
		assertThat(article.title()).isEqualTo("Ours");
		assertThat(article.text()).isEqualTo("Second");
		assertThat(article.savedBy()).isEqualTo("Ada@north");
		assertThat(article.published()).isFalse();
	}

	@Test
	void whoLostTheLockCannotSave() {
		OpenArticle ada = open(4, "Ada");
		OpenArticle grace = body(this.client.post().uri("/articles/4/lock?editor=Grace&force=true"), OpenArticle.class);
		ProblemDetail problem = save(ada, "Late", "").expectStatus()
			.isEqualTo(HttpStatus.CONFLICT)
			.expectBody(ProblemDetail.class)
			.returnResult()
			.getResponseBody();
		assertThat(problem).isNotNull();
		assertThat(problem.getDetail()).isEqualTo("The lock of article 4 is lost: Grace@north has it now");
		assertThat(lockIn(problem)).containsEntry("locker", "Grace@north");
		assertThat(this.articles.get(4)).isEqualTo(grace.article());
	}

	@Test
	void articleItselfRefusesWhatComesLate() {
		long ada = open(5, "Ada").lock().fencingToken();
		open(5, "Ada");
		this.locky.lock(LockRequest.of(Article.resource(5), "Grace@south").force());
		long grace = this.locky.find(Article.resource(5)).orElseThrow().fencingToken();
		assertThat(this.articles.fence(5, grace)).isTrue();
		Article before = this.articles.get(5);
		assertThat(this.articles.save(5, new Draft("Late", ""), "Ada@north", ada)).isFalse();
		assertThat(this.articles.get(5)).isEqualTo(before);
		assertThat(this.articles.save(5, new Draft("In time", ""), "Grace@south", grace)).isTrue();
	}

	@Test
	void lockIsRefreshedForItsHolderOnly() {
		open(1, "Ada");
		this.client.put().uri("/articles/1/lock?locker=Ada@north").exchange().expectStatus().isNoContent();
		assertThat(lockIn(problem(this.client.put().uri("/articles/1/lock?locker=Bob@north"), HttpStatus.CONFLICT)))
			.containsEntry("locker", "Ada@north");
		assertThat(problem(this.client.put().uri("/articles/2/lock?locker=Bob@north"), HttpStatus.CONFLICT).getDetail())
			.isEqualTo("The lock of article 2 is lost, nobody has it now");
	}

	@Test
	void closedArticleIsFree() {
		close(open(1, "Ada"));
		open(1, "Bob");
	}

	@Test
	void whoLostTheLockDoesNotReleaseIt() {
		OpenArticle ada = open(1, "Ada");
		body(this.client.post().uri("/articles/1/lock?editor=Grace&force=true"), OpenArticle.class);
		close(ada);
		assertThat(this.locky.getLocker(Article.resource(1))).isEqualTo("Grace@north");
	}

	@Test
	void mistakesAreExplained() {
		assertThat(problem(this.client.post().uri("/articles/99/lock?editor=Ada"), HttpStatus.NOT_FOUND).getDetail())
			.isEqualTo("There is no such article");
		assertThat(this.locky.getLocker(Article.resource(99))).isNull();
		assertThat(problem(this.client.put().uri("/articles/1/lock?locker="), HttpStatus.BAD_REQUEST).getDetail())
			.isEqualTo("'locker' must not be blank");
		problem(this.client.post().uri("/articles/1/lock"), HttpStatus.BAD_REQUEST);
	}

	private OpenArticle open(long id, String editor) {
		return body(this.client.post().uri("/articles/{id}/lock?editor={editor}", id, editor), OpenArticle.class);
	}

	private RestTestClient.ResponseSpec save(OpenArticle open, String title, String text) {
		return this.client.put()
			.uri("/articles/{id}?locker={locker}&fencingToken={token}", open.article().id(), open.lock().locker(),
					open.lock().fencingToken())
			.body(new Draft(title, text))
			.exchange();
	}

	private void close(OpenArticle open) {
		this.client.delete()
			.uri("/articles/{id}/lock?locker={locker}&fencingToken={token}", open.article().id(), open.lock().locker(),
					open.lock().fencingToken())
			.exchange()
			.expectStatus()
			.isNoContent();
	}

	private static <T> T body(RequestHeadersSpec<?> request, Class<T> type) {
		return Objects
			.requireNonNull(request.exchange().expectStatus().isOk().expectBody(type).returnResult().getResponseBody());
	}

	private static ProblemDetail problem(RequestHeadersSpec<?> request, HttpStatus status) {
		return Objects.requireNonNull(request.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(ProblemDetail.class)
			.returnResult()
			.getResponseBody());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> lockIn(ProblemDetail problem) {
		return (Map<String, Object>) Objects.requireNonNull(problem.getProperties()).get("lock");
	}

}
