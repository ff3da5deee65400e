package io.github.locky.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.ReleaseRequestedEvent;
import io.github.locky.sample.ArticleController.Newsroom;
import io.github.locky.sample.ArticleLockController.OpenArticle;
import io.github.locky.sample.ArticleRepository.Draft;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
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

	private static final String OPEN = "/articles/{id}/lock?editor={editor}&tab=tab";

	@TempDir
	static Path database;

	@Autowired
	private ConfigurableApplicationContext context;

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
		assertThat(open.lock().locker()).isEqualTo("Ada@north#tab");
		assertThat(open.lock().since()).isNotNull();
		assertThat(open.lock().fencingToken()).isPositive();
		assertThat(open.lock().remainingMillis()).isBetween(1L, 30_000L);
	}

	@Test
	void nobodyElseMayOpenIt() {
		open(1, "Ada");
		ProblemDetail problem = problem(this.client.post().uri(OPEN, 1, "Bob"), HttpStatus.LOCKED);
		assertThat(problem.getDetail()).isEqualTo("'article:1' is locked");
		assertThat(problem.getProperties()).containsEntry("locker", "Ada@north#tab");
	}

	@Test
	void refusalTellsHowLongTheLockLives() {
		open(1, "Ada");
		this.client.post()
			.uri(OPEN, 1, "Bob")
			.exchange()
			.expectHeader()
			.value("Retry-After", (seconds) -> assertThat(Long.parseLong(seconds)).isBetween(1L, 30L));
	}

	@Test
	void theSameTabMayComeBack() {
		OpenArticle open = open(1, "Ada");
		assertThat(open(1, "Ada").lock().fencingToken()).isEqualTo(open.lock().fencingToken());
	}

	@Test
	void anotherTabOfTheSameEditorIsRefused() {
		open(1, "Ada");
		ProblemDetail problem = problem(this.client.post().uri("/articles/1/lock?editor=Ada&tab=other"),
				HttpStatus.LOCKED);
		assertThat(problem.getProperties()).containsEntry("locker", "Ada@north#tab");
	}

	@Test
	void holderIsAskedAndMayKeepIt() {
		OpenArticle ada = open(1, "Ada");
		List<ReleaseRequestedEvent> requests = new CopyOnWriteArrayList<>();
		this.context.addApplicationListener((ApplicationListener<ReleaseRequestedEvent>) requests::add);
		ask(1, "Bob").expectStatus().isNoContent();
		Awaitility.await().untilAsserted(() -> assertThat(requests).singleElement().satisfies((event) -> {
			assertThat(event.getLocker()).isEqualTo("Ada@north#tab");
			assertThat(event.getRequester()).isEqualTo("Bob@north#tab");
			assertThat(event.getMessage()).isEqualTo("Now");
		}));
		this.client.put()
			.uri("/articles/1/lock/kept?locker={locker}&fencingToken={token}", ada.lock().locker(),
					ada.lock().fencingToken())
			.exchange()
			.expectStatus()
			.isNoContent();
		ask(1, "Bob").expectStatus().isEqualTo(HttpStatus.LOCKED);
		problem(this.client.post().uri(OPEN + "&force=true", 1, "Bob"), HttpStatus.LOCKED);
		close(ada);
		OpenArticle grace = open(1, "Grace");
		ask(1, "Bob").expectStatus().isNoContent();
		close(grace);
	}

	@Test
	void whatIsSavedIsStored() {
		OpenArticle open = open(3, "Ada");
		save(open, "Ours", "First").expectStatus().isNoContent();
		save(open, "Ours", "Second").expectStatus().isNoContent();
		Article article = this.articles.get(3);
		assertThat(article.title()).isEqualTo("Ours");
		assertThat(article.text()).isEqualTo("Second");
		assertThat(article.savedBy()).isEqualTo("Ada@north#tab");
		assertThat(article.published()).isFalse();
	}

	@Test
	void whoLostTheLockCannotSave() {
		OpenArticle ada = open(4, "Ada");
		OpenArticle grace = body(this.client.post().uri(OPEN + "&force=true", 4, "Grace"), OpenArticle.class);
		ProblemDetail problem = save(ada, "Late", "").expectStatus()
			.isEqualTo(HttpStatus.CONFLICT)
			.expectBody(ProblemDetail.class)
			.returnResult()
			.getResponseBody();
		assertThat(problem).isNotNull();
		assertThat(problem.getDetail()).isEqualTo("The lock of article 4 is lost: Grace@north#tab has it now");
		assertThat(problem.getProperties()).containsEntry("locker", "Grace@north#tab");
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
		OpenArticle ada = open(1, "Ada");
		refresh(1, "Ada@north#tab", ada.lock().fencingToken()).expectStatus().isNoContent();
		refresh(1, "Ada@north#other", ada.lock().fencingToken()).expectStatus().isEqualTo(HttpStatus.CONFLICT);
		refresh(1, "Ada@north#tab", ada.lock().fencingToken() - 1).expectStatus().isEqualTo(HttpStatus.CONFLICT);
		assertThat(refresh(2, "Ada@north#tab", 1).expectStatus()
			.isEqualTo(HttpStatus.CONFLICT)
			.expectBody(ProblemDetail.class)
			.returnResult()
			.getResponseBody()
			.getDetail()).isEqualTo("The lock of article 2 is lost, nobody has it now");
	}

	@Test
	void closedArticleIsFree() {
		close(open(1, "Ada"));
		open(1, "Bob");
	}

	@Test
	void whoLostTheLockDoesNotReleaseIt() {
		OpenArticle ada = open(1, "Ada");
		body(this.client.post().uri(OPEN + "&force=true", 1, "Grace"), OpenArticle.class);
		close(ada);
		assertThat(this.locky.getLocker(Article.resource(1))).isEqualTo("Grace@north#tab");
	}

	@Test
	void mistakesAreExplained() {
		assertThat(problem(this.client.post().uri(OPEN, 99, "Ada"), HttpStatus.NOT_FOUND).getDetail())
			.isEqualTo("There is no such article");
		assertThat(this.locky.getLocker(Article.resource(99))).isNull();
		assertThat(problem(this.client.put().uri("/articles/1/lock?locker=&fencingToken=1"), HttpStatus.BAD_REQUEST)
			.getDetail()).isEqualTo("'locker' must not be blank");
		problem(this.client.post().uri("/articles/1/lock"), HttpStatus.BAD_REQUEST);
	}

	private OpenArticle open(long id, String editor) {
		return body(this.client.post().uri(OPEN, id, editor), OpenArticle.class);
	}

	private RestTestClient.ResponseSpec refresh(long id, String locker, long fencingToken) {
		return this.client.put()
			.uri("/articles/{id}/lock?locker={locker}&fencingToken={token}", id, locker, fencingToken)
			.exchange();
	}

	private RestTestClient.ResponseSpec ask(long id, String editor) {
		return this.client.post()
			.uri("/articles/{id}/lock/requests?editor={editor}&tab=tab&message=Now", id, editor)
			.exchange();
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

}
