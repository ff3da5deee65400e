package io.github.locky.store.redis;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisErrors}.
 */
class RedisErrorsTests {

	@ParameterizedTest
	@CsvSource({ "CLUSTERDOWN Hash slot not served, does not serve all",
			"CLUSTERDOWN The cluster is down, does not serve all",
			"OOM command not allowed when used memory > 'maxmemory'., memory of Redis is full",
			"LOADING Redis is loading the dataset in memory, is loading its data",
			"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'., has lost its primary",
			"ERR max number of clients reached, no more clients",
			"ERR WAIT cannot be used with replica instances., is a read-only replica" })
	void whatPassesIsExplainedAndWaitedFor(String message, String description) {
		assertThat(RedisErrors.diagnose(new IllegalStateException(message))).isNotNull().satisfies((diagnosis) -> {
			assertThat(diagnosis.description()).contains(description);
			assertThat(diagnosis.permanent()).isFalse();
		});
	}

}
