package io.github.locky.store.redis;

import io.github.locky.store.FencingToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntryId}.
 */
class EntryIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "0-1", "1-0", "1795475125000-0", "1795475125000-7", "1795475125000-1048575",
			"8796093022207-1048575" })
	void convertsBothWays(String entryId) {
		long token = EntryId.parse(entryId);
		assertThat(token).isPositive();
		assertThat(EntryId.of(token)).isEqualTo(entryId);
		assertThat(FencingToken.millis(token)).isEqualTo(Long.parseLong(entryId.split("-")[0]));
	}

	@Test
	void risesWithTheEntryId() {
		assertThat(EntryId.parse("1795475125000-1048575")).isLessThan(EntryId.parse("1795475125001-0"));
		assertThat(EntryId.parse("1795475125000-9")).isLessThan(EntryId.parse("1795475125000-10"));
	}

}
