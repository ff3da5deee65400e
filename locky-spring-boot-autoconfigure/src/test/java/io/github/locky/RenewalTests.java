package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.locky.event.LeaseLostEvent;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it costs to keep many leases alive.
 */
@Timeout(120)
class RenewalTests {

	private static final int LEASES = 10_000;

	private static final Duration TTL = Duration.ofSeconds(6);

	private static final int PERIODS = 3;

	private RedisServer server;

	private LockyInstance instance;

	@BeforeEach
	void start() {
		this.server = RedisServer.start();
		this.instance = LockyInstance.start(this.server, LockyInstance.Options.DEFAULT.withoutEvents());
	}

	@AfterEach
	void stop() {
		this.instance.close();
		this.server.close();
	}

	@Test
	void tenThousandLeasesAreRenewedInAHandfulOfRoundTrips() {
		Set<String> threadsBefore = threads();
		List<Lease> leases = IntStream.range(0, LEASES)
			.parallel()
			.mapToObj((i) -> this.instance.locky().acquire(LockRequest.of("article:" + i).ttl(TTL).keepAlive()))
			.toList();
		// Let all of them be renewed once or twice
		awaitNanos(TTL.toNanos());
		long period = TTL.toNanos() / 3;
		long start = System.nanoTime();
		long before = scripts();
		awaitNanos(PERIODS * period);
		double periods = (System.nanoTime() - start) / (double) period;
		double perPeriod = (scripts() - before) / periods;
		assertThat(leases).allMatch(Lease::isValid);
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
		assertThat((Long) this.server.command("DBSIZE")).isGreaterThanOrEqualTo(LEASES);
		// 50 full batches; some more where ticks end, and the sweeper looks now and then
		assertThat(perPeriod).isBetween(LEASES / 200 * 0.9, 60.0);
		assertThat(threads()).hasSizeLessThanOrEqualTo(threadsBefore.size() + 2);
	}

	private static void awaitNanos(long nanos) {
		long start = System.nanoTime();
		Awaitility.await()
			.atMost(nanos + TimeUnit.SECONDS.toNanos(10), TimeUnit.NANOSECONDS)
			.until(() -> System.nanoTime() - start >= nanos);
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("locky-"))
			.collect(Collectors.toSet());
	}

	private long scripts() {
		String calls = this.server.info("cmdstat_evalsha").split(",")[0];
		return Long.parseLong(calls.substring("calls=".length()));
	}

}
