package io.github.locky;

import java.time.Duration;
import java.util.UUID;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe of {@code docs/fencing.md}.
 */
@RedisTest
class FencingRecipeTests {

	private final RedisServer redis;

	private LockyInstance instance;

	private LockyOperations locky;

	private SingleConnectionDataSource dataSource;

	private JdbcTemplate jdbc;

	FencingRecipeTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.instance = LockyInstance.start(this.redis);
		this.locky = this.instance.locky();
		this.dataSource = new SingleConnectionDataSource("jdbc:h2:mem:" + UUID.randomUUID(), true);
		this.jdbc = new JdbcTemplate(this.dataSource);
		this.jdbc.execute("""
				CREATE TABLE article (
				  id    BIGINT PRIMARY KEY,
				  text  VARCHAR(1000) NOT NULL,
				  fence BIGINT NOT NULL DEFAULT 0
				)""");
		this.jdbc.update("INSERT INTO article (id, text) VALUES (12, 'draft')");
	}

	@AfterEach
	void stop() {
		this.dataSource.destroy();
		this.instance.close();
	}

	@Test
	void holderWhoComesBackTooLateChangesNothing() {
		Lease paused = this.locky.acquire(LockRequest.of("article:12", "ada").ttl(Duration.ofMillis(200)));
		assertThat(save("by ada", paused)).isTrue();
		// ada's process stands still here until her lock has run out
		Awaitility.await().until(() -> this.locky.getLocker("article:12") == null);
		Lease next = this.locky.acquire(LockRequest.of("article:12", "grace"));
		assertThat(save("by grace", next)).isTrue();
		assertThat(save("by ada, too late", paused)).isFalse();
		assertThat(text()).isEqualTo("by grace");
		assertThat(save("by grace again", next)).isTrue();
		assertThat(text()).isEqualTo("by grace again");
	}

	@Test
	void holderWhoWasTakenOverChangesNothing() {
		Lease first = this.locky.acquire(LockRequest.of("article:12", "ada"));
		Lease second = this.locky.acquire(LockRequest.of("article:12", "ada").force());
		assertThat(save("second", second)).isTrue();
		assertThat(save("first", first)).isFalse();
		assertThat(text()).isEqualTo("second");
	}

	@Test
	void holderWhoReadsFirstRaisesTheFenceBefore() {
		Lease first = this.locky.acquire(LockRequest.of("article:12", "ada"));
		Lease second = this.locky.acquire(LockRequest.of("article:12", "grace").force());
		assertThat(raiseFence(second)).isTrue();
		String read = text();
		assertThat(save("by ada, too late", first)).isFalse();
		assertThat(save(read + " by grace", second)).isTrue();
		assertThat(text()).isEqualTo("draft by grace");
		assertThat(raiseFence(first)).isFalse();
	}

	@Test
	void fenceGoesOnWithTheNextRequest() {
		this.locky.lock("article:12", "ada");
		long token = this.locky.find("article:12").orElseThrow().fencingToken();
		Lease resumed = this.locky.resume("article:12", "ada", token).orElseThrow();
		assertThat(save("saved", resumed)).isTrue();
	}

	private boolean save(String text, Lease lease) {
		long fence = lease.fencingToken();
		return this.jdbc.update("UPDATE article SET text = ?, fence = ? WHERE id = ? AND fence <= ?", text, fence, 12,
				fence) == 1;
	}

	private boolean raiseFence(Lease lease) {
		long fence = lease.fencingToken();
		return this.jdbc.update("UPDATE article SET fence = ? WHERE id = ? AND fence <= ?", fence, 12, fence) == 1;
	}

	private String text() {
		return this.jdbc.queryForObject("SELECT text FROM article WHERE id = 12", String.class);
	}

}
