package io.github.locky.sample;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.locky.sample.ArticleEvent.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication}, each with an article of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class SampleApplicationTests {

	@Autowired
	private RestTestClient client;

	@DynamicPropertySource
	static void redisPort(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("embedded-redis.port", () -> port);
	}

	@Test
	void lockedArticleHasALocker() {
		ArticleLock lock = lock("/articles/1/lock?locker=ada&ttl=30s");
		assertThat(lock.locker()).isEqualTo("ada");
		assertThat(lock.fencingToken()).isPositive();
		assertThat(lock.remaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
		assertThat(find(1).fencingToken()).isEqualTo(lock.fencingToken());
	}

	@Test
	void lockWithoutTtlHasTheConfiguredOne() {
		assertThat(lock("/articles/2/lock?locker=ada").remaining()).isBetween(Duration.ofMinutes(4),
				Duration.ofMinutes(5));
	}

	@Test
	void nobodyElseMayLock() {
		lock("/articles/3/lock?locker=ada&ttl=30s");
		ProblemDetail problem = refused("PUT /articles/3/lock?locker=bob", HttpStatus.CONFLICT);
		assertThat(problem.getDetail()).isEqualTo("Article 3 is locked by ada");
		assertThat(problem.getProperties()).containsEntry("locker", "ada").containsKey("remaining");
	}

	@Test
	void theSameLockerMayComeBack() {
		ArticleLock lock = lock("/articles/4/lock?locker=ada&ttl=30s");
		ArticleLock again = lock("/articles/4/lock?locker=ada&ttl=60s");
		assertThat(again.fencingToken()).isEqualTo(lock.fencingToken());
		assertThat(again.remaining()).isGreaterThan(Duration.ofSeconds(40));
	}

	@Test
	void lockCanBeTakenOver() {
		ArticleLock lock = lock("/articles/5/lock?locker=ada");
		ArticleLock takenOver = lock("/articles/5/lock?locker=bob&force=true");
		assertThat(takenOver.locker()).isEqualTo("bob");
		assertThat(takenOver.fencingToken()).isGreaterThan(lock.fencingToken());
		assertThat(refused("DELETE /articles/5/lock?locker=ada", HttpStatus.CONFLICT).getDetail())
			.isEqualTo("Article 5 is locked by bob");
	}

	@Test
	void unlockedArticleIsFree() {
		lock("/articles/6/lock?locker=ada");
		unlock("/articles/6/lock?locker=ada");
		assertThat(refused("GET /articles/6/lock", HttpStatus.NOT_FOUND).getDetail())
			.isEqualTo("Article 6 is not locked");
		refused("DELETE /articles/6/lock?locker=ada", HttpStatus.NOT_FOUND);
		lock("/articles/6/lock?locker=bob");
	}

	@Test
	void eventsAreHeardInOrder() {
		ArticleLock ada = lock("/articles/7/lock?locker=ada");
		ArticleLock bob = lock("/articles/7/lock?locker=bob&force=true");
		unlock("/articles/7/lock?locker=bob");
		lock("/articles/7/lock?locker=cleo&ttl=50ms");
		Awaitility.await().untilAsserted(() -> assertThat(events(7)).hasSize(5));
		assertThat(events(7)).extracting(ArticleEvent::kind)
			.containsExactly(Kind.LOCKED, Kind.LOCKED, Kind.UNLOCKED, Kind.LOCKED, Kind.EXPIRED);
		assertThat(events(7)).extracting(ArticleEvent::locker).containsExactly("ada", "bob", "bob", "cleo", "cleo");
		assertThat(events(7)).extracting(ArticleEvent::fencingToken)
			.startsWith(ada.fencingToken(), bob.fencingToken(), bob.fencingToken());
		assertThat(events(8)).isEmpty();
	}

	@Test
	void mistakesAreExplained() {
		assertThat(refused("PUT /articles/9/lock?locker=", HttpStatus.BAD_REQUEST).getDetail())
			.isEqualTo("'locker' must not be blank");
		assertThat(refused("PUT /articles/9/lock?locker=ada&ttl=0s", HttpStatus.BAD_REQUEST).getDetail())
			.contains("'ttl' must be at least 1 ms");
		refused("PUT /articles/9/lock?locker=ada&ttl=soon", HttpStatus.BAD_REQUEST);
		refused("PUT /articles/9/lock", HttpStatus.BAD_REQUEST);
	}

	private ArticleLock lock(String uri) {
		return body(this.client.put().uri(uri).exchange().expectStatus().isOk().expectBody(ArticleLock.class));
	}

	private ArticleLock find(long id) {
		return body(this.client.get()
			.uri("/articles/{id}/lock", id)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(ArticleLock.class));
	}

	private void unlock(String uri) {
		this.client.delete().uri(uri).exchange().expectStatus().isNoContent();
	}

	private List<ArticleEvent> events(long id) {
		return body(this.client.get()
			.uri("/articles/{id}/events", id)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(new ParameterizedTypeReference<List<ArticleEvent>>() {
			}));
	}

	private ProblemDetail refused(String request, HttpStatus status) {
		String[] parts = request.split(" ");
		return body(this.client.method(HttpMethod.valueOf(parts[0]))
			.uri(parts[1])
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(ProblemDetail.class));
	}

	private static <T> T body(RestTestClient.BodySpec<T, ?> spec) {
		return Objects.requireNonNull(spec.returnResult().getResponseBody());
	}

}
