package io.github.locky.store.redis;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Keyspace}.
 */
class KeyspaceTests {

	private final Keyspace single = new Keyspace("lock:resource:", 1, false, 3);

	private final Keyspace tagged = new Keyspace("lock:resource:", 16, true, 0);

	@Test
	void namesIndexesFirstAndThenTheKeyOfEachLock() {
		assertThat(this.single.keys(0, List.of("article:12", "{a}"))).containsExactly("locky:lock:resource:journal",
				"locky:lock:resource:holders", "locky:lock:resource:deadlines", "lock:resource:article:12",
				"lock:resource:{a}");
		assertThat(this.single.layoutKey()).isEqualTo("locky:lock:resource:layout");
	}

	@Test
	void everyKeyOfAPartitionCarriesItsTag() {
		assertThat(this.tagged.keys(7, List.of("article:12"))).containsExactly("locky:lock:resource:{7}:journal",
				"locky:lock:resource:{7}:holders", "locky:lock:resource:{7}:deadlines", "lock:resource:{7}:article:12");
		assertThat(this.tagged.layoutKey()).isEqualTo("locky:lock:resource:layout");
	}

	@ParameterizedTest
	@CsvSource({ "l, ocky:ldeadlines, ocky:", "lock, y:lockjournal, y:", "locky, :lockylayout, :" })
	void noResourceHasAKeyOfLockys(String prefix, String resource, String forbidden) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Keyspace(prefix, 1, false, 0).partitionOf(resource))
			.withMessageStartingWith(
					"'resource' must not begin with '" + forbidden + "', as 'locky.key-prefix' is '" + prefix + "'");
		assertThat(new Keyspace(prefix, 1, false, 0).partitionOf("article:" + resource)).isZero();
		assertThat(new Keyspace(prefix, 16, true, 0).partitionOf(resource)).isBetween(0, 15);
		assertThat(this.single.partitionOf(resource)).isZero();
	}

	@Test
	void oneChannelServesAllPartitionsOfADatabase() {
		assertThat(this.single.channel()).isEqualTo("locky:3:lock:resource:events");
		assertThat(this.tagged.channel()).isEqualTo("locky:0:lock:resource:events");
	}

	@Test
	void partitionIsTheCrc32OfTheUtf8Bytes() {
		assertThat(this.single.partitionOf("123456789")).isZero();
		assertThat(this.tagged.partitionOf("123456789")).isEqualTo((int) (0xCBF43926L % 16));
		assertThat(this.tagged.partitionOf("é")).isBetween(0, 15);
	}

}
