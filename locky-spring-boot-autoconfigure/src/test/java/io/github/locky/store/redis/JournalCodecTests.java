package io.github.locky.store.redis;

import java.time.Duration;
import java.time.Instant;

import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalEntry.Kind;
import io.github.locky.store.ReleaseRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JournalCodec}.
 */
class JournalCodecTests {

	private static final String END_OF_NAME = Journals.END_OF_NAME;

	@ParameterizedTest
	@ValueSource(strings = { "article:12", " ", "a b  c", "line\nbreak", "nul\0nul", "\ud83d\ude00", "日本語", "9 9 9 9" })
	void parsesAnyText(String text) {
		JournalEntry entry = parse("1000-5", "F - 250 " + text + END_OF_NAME + text + 1 + END_OF_NAME + text + 2);
		assertThat(entry).isEqualTo(new JournalEntry(EntryId.parse("1000-5"), Kind.FORCED, EntryId.parse("1000-5"),
				Instant.ofEpochMilli(1000), text, text + 1, Duration.ofMillis(250), text + 2));
	}

	@Test
	void lockedEntryIsItsOwnToken() {
		assertThat(parse("1000-5", "L - 0 a" + END_OF_NAME + "b")).isEqualTo(new JournalEntry(EntryId.parse("1000-5"),
				Kind.LOCKED, EntryId.parse("1000-5"), Instant.ofEpochMilli(1000), "a", "b", null, null));
	}

	@Test
	void unlockedEntryNamesTheOwnershipItEnds() {
		assertThat(parse("1000-5", "U 900-1 1200 a" + END_OF_NAME + "b"))
			.isEqualTo(new JournalEntry(EntryId.parse("1000-5"), Kind.UNLOCKED, EntryId.parse("900-1"),
					Instant.ofEpochMilli(1000), "a", "b", null, null));
	}

	@Test
	void instantOfAnExpiryIsItsDeadline() {
		assertThat(parse("1000-5", "E 900-1 998 a" + END_OF_NAME + "b"))
			.isEqualTo(new JournalEntry(EntryId.parse("1000-5"), Kind.EXPIRED, EntryId.parse("900-1"),
					Instant.ofEpochMilli(998), "a", "b", null, null))
			.matches((entry) -> !entry.isEarly());
	}

	@Test
	void expiryWithoutADeadlineThatHasPassedIsEarly() {
		assertThat(parse("1000-5", "E 900-1 0 a" + END_OF_NAME + "b"))
			.isEqualTo(new JournalEntry(EntryId.parse("1000-5"), Kind.EXPIRED, EntryId.parse("900-1"),
					Instant.ofEpochMilli(1000), "a", "b", null, null))
			.matches(JournalEntry::isEarly);
	}

	@Test
	void readsARequestToRelease() {
		byte[] message = Journals.bytes("V a b c|grace|May I?|ada".replace("|", Journals.END_OF_NAME));
		assertThat(JournalCodec.releaseRequest(message))
			.isEqualTo(new ReleaseRequest("a b c", "ada", "grace", "May I?"));
		assertThat(JournalCodec.releaseRequest(Journals.bytes("V a|b||c".replace("|", Journals.END_OF_NAME))))
			.isEqualTo(new ReleaseRequest("a", "c", "b", ""));
	}

	@Test
	void whatLockyDidNotWriteIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("1000-5", "X - 0 a" + END_OF_NAME + "b"))
			.withMessageContaining("'X'");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> parse("1000-5", "nonsense"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> parse("1000-5", "L - 0 ab"));
	}

	private static JournalEntry parse(String id, String packed) {
		byte[] bytes = Journals.bytes(packed);
		return JournalCodec.entry(EntryId.parse(id), bytes, 0, bytes.length);
	}

}
