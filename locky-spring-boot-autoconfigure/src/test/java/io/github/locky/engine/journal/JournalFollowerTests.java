package io.github.locky.engine.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JournalFollower}.
 */
class JournalFollowerTests {

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final SerialExecutor executor = new SerialExecutor("follower-");

	private final JournalFollower follower = new JournalFollower(0,
			new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH), this.executor,
			new ReentrantLock(), new EntryListener() {

				@Override
				public void onEntry(int partition, JournalEntry entry, boolean replayed) {
					JournalFollowerTests.this.heard.add(entry.resource());
					throw new AssertionError("Expected by the test");
				}

				@Override
				public void onMissed() {
				}

			});

	@AfterEach
	void close() {
		this.executor.close();
	}

	@Test
	void isBehindAsLongAsAnEntryOfThePollIsNotHeard() {
		this.follower.start();
		assertThat(this.follower.behindFor()).isZero();
		this.follower.onHead(5);
		assertThat(this.follower.behindFor()).isPositive();
	}

	@Test
	void goesOnAfterAnEntryThatTheListenerFailedOn() {
		this.follower.start();
		long head = this.follower.position();
		for (int i = 1; i <= 2; i++) {
			JournalEntry entry = new JournalEntry(head + i, JournalEntry.Kind.UNLOCKED, i, Instant.EPOCH,
					"article:" + i, "ada", null, null);
			this.follower.onMessage(new JournalMessage(0, head + i - 1, List.of(entry)));
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.heard).containsExactly("article:1", "article:2"));
	}

	@Test
	void isNotBehindForAnEntryThatAFailoverHasLost() {
		this.follower.start();
		long head = this.follower.position();
		this.follower.onHead(head + 5);
		this.follower.onHead(head);
		assertThat(this.follower.behindFor()).isEqualTo(Duration.ZERO);
	}

}
