package io.github.locky.engine.journal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JournalFollower}.
 */
class JournalFollowerTests {

	private final SerialExecutor executor = new SerialExecutor("follower-");

	private final JournalFollower follower = new JournalFollower(0,
			new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH), this.executor,
			new ReentrantLock(), new EntryListener() {

				@Override
				public void onEntry(int partition, JournalEntry entry, boolean replayed) {
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
	void isNotBehindForAnEntryThatAFailoverHasLost() {
		this.follower.start();
		long head = this.follower.position();
		this.follower.onHead(head + 5);
		this.follower.onHead(head);
		assertThat(this.follower.behindFor()).isEqualTo(Duration.ZERO);
	}

}
