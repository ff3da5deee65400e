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

	private static final int PERIODS = 4;

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
		List<Lease> leases = IntStream.range(0, LEASES)
			.parallel()
			.mapToObj((i) -> this.instance.locky().acquire(LockRequest.of("article:" + i).ttl(TTL).keepAlive()))
			.toList();
		long start = System.nanoTime();
		long before = scripts();
		long renewed = renewed();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(renewed() - renewed).isGreaterThan(PERIODS * LEASES));
		double scripts = scripts() - before;
		double looks = 2.0 * TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
		double rounds = (renewed() - renewed) / (double) LEASES;
		assertThat(leases).allMatch(Lease::isValid);
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
		assertThat((Long) this.server.command("DBSIZE")).isGreaterThanOrEqualTo(LEASES);
		// 50 full batches and some more where ticks end
		assertThat((scripts - looks) / rounds).isLessThan(60);
		assertThat(leaseThreads()).hasSizeLessThanOrEqualTo(3);
	}

	private static Set<String> leaseThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("locky-lease"))
			.collect(Collectors.toSet());
	}

	private long scripts() {
		return calls("evalsha");
	}

	private long renewed() {
		return calls("pexpireat");
	}

	private long calls(String command) {
		String statistics = String.valueOf(this.server.command("INFO", "commandstats"));
		return statistics.lines()
			.filter((line) -> line.startsWith("cmdstat_" + command + ":calls="))
			.mapToLong((line) -> Long.parseLong(line.split("[=,]")[1]))
			.sum();
	}

}
