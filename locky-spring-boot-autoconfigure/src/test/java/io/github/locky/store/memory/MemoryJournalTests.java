package io.github.locky.store.memory;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import io.github.locky.store.FencingToken;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalPage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryJournal}.
 */
class MemoryJournalTests {

	private static final long LIMIT = 100;

	private final MemoryJournal journal = new MemoryJournal();

	@Test
	void emptyJournalIsComplete() {
		assertThat(this.journal.read(JournalPage.START, 10))
			.isEqualTo(new JournalPage(List.of(), JournalPage.START, true, false));
	}

	@Test
	void pageBeginsAtThePosition() {
		add(10);
		assertThat(this.journal.read(FencingToken.of(3, 0), 4)).satisfies((page) -> {
			assertThat(ids(page)).containsExactly(3L, 4L, 5L, 6L);
			assertThat(page.head()).isEqualTo(JournalPage.START);
			assertThat(page.complete()).isFalse();
		});
	}

	@Test
	void pageWithoutThePositionTellsTheHead() {
		add(10);
		assertThat(this.journal.read(JournalPage.START, 100)).satisfies((page) -> {
			assertThat(page.entries()).hasSize(10);
			assertThat(page.head()).isEqualTo(FencingToken.of(10, 0));
			assertThat(page.complete()).isTrue();
		});
		assertThat(this.journal.read(Long.MAX_VALUE, 1))
			.isEqualTo(new JournalPage(List.of(), FencingToken.of(10, 0), true, false));
	}

	@Test
	void onlyTheLatestStay() {
		add(1050);
		assertThat(this.journal.read(JournalPage.START, 5000)).satisfies((page) -> {
			assertThat(ids(page)).isEqualTo(LongStream.rangeClosed(951, 1050).boxed().toList());
			assertThat(page.complete()).isFalse();
		});
		assertThat(ids(this.journal.read(FencingToken.of(1000, 0), 2))).containsExactly(1000L, 1001L);
	}

	@Test
	void idsRiseWhateverTheClockSays() {
		add(10);
		assertThat(this.journal.nextId(11)).isEqualTo(FencingToken.of(11, 0));
		assertThat(this.journal.nextId(10)).isEqualTo(FencingToken.of(10, 1));
		assertThat(this.journal.nextId(3)).isEqualTo(FencingToken.of(10, 1));
	}

	@Test
	void fullMillisecondIsFollowedByTheNext() {
		add(FencingToken.of(10, FencingToken.MAX_SEQUENCE));
		assertThat(this.journal.nextId(10)).isEqualTo(FencingToken.of(11, 0));
	}

	private void add(int count) {
		for (int i = 1; i <= count; i++) {
			add(this.journal.nextId(i));
		}
	}

	private void add(long id) {
		this.journal.add(
				new JournalEntry(id, JournalEntry.Kind.LOCKED, id, Instant.EPOCH, "article:1", "ada", null, null),
				LIMIT);
	}

	private static List<Long> ids(JournalPage page) {
		return page.entries().stream().map((entry) -> FencingToken.millis(entry.id())).toList();
	}

}
