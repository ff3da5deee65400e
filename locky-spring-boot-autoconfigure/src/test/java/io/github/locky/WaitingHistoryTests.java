package io.github.locky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.locky.WaitingHistoryChecker.Call;
import io.github.locky.WaitingHistoryChecker.Outcome;
import io.github.locky.WaitingHistoryChecker.Transition;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four processes whose threads wait for the same resources. They go on until each thread
 * has had its turns, and then end; a thread that is left out never has them.
 */
@Timeout(600)
class WaitingHistoryTests {

	private static final int WORKERS = 4;

	private static final int TURNS = 30;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String JOURNAL = "locky:lock:resource:journal";

	@TempDir
	private Path directory;

	private RedisServer redis;

	private LockyInstance listener;

	private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.listener = LockyInstance.start(this.redis);
	}

	@AfterEach
	void stop() {
		this.workers.values().forEach(WorkerProcess::close);
		this.listener.close();
		this.redis.close();
	}

	// Waiters look by themselves only after an hour: a turn that gets lost stays lost
	@Test
	void everybodyWhoWaitsHasTheirTurn() throws InterruptedException {
		startWorkers(Duration.ofHours(1), Duration.ZERO, "shared:0", "shared:1");
		awaitTurns(lockers(), TURNS);
		endWorkers();
		List<Call> calls = calls();
		assertThat(calls).noneMatch((call) -> call.outcome() == Outcome.NONE || call.outcome() == Outcome.LOST);
		assertHistory(calls);
	}

	// What the dead one held expires, and when its turn comes others have to look
	@Test
	void othersGoOnWhenAnInstanceDies() throws InterruptedException {
		startWorkers(Duration.ofSeconds(1), Duration.ofSeconds(3), "shared:0");
		awaitTurns(lockers(), TURNS / 2);
		this.workers.remove("worker-1").kill();
		Map<String, Integer> before = turns();
		awaitTurns(lockers(), TURNS / 2, before);
		endWorkers();
		List<Call> calls = calls();
		assertThat(calls).filteredOn((call) -> !call.locker().startsWith("worker-1/"))
			.noneMatch((call) -> call.outcome() == Outcome.NONE);
		assertHistory(calls);
	}

	// Nobody begins before the others are there
	private void startWorkers(Duration pollInterval, Duration ttl, String... resources) {
		List.of(resources).forEach((resource) -> this.listener.locky().lock(resource, "starter"));
		for (int i = 0; i < WORKERS; i++) {
			String name = "worker-" + i;
			List<String> arguments = new ArrayList<>(List.of(this.redis.host(), String.valueOf(this.redis.port()), name,
					file(name).toString(), String.valueOf(pollInterval.toMillis()), String.valueOf(ttl.toMillis())));
			arguments.addAll(List.of(resources));
			this.workers.put(name, WorkerProcess.start(this.directory.resolve(name + ".log"), WorkerProcess.CLASS_PATH,
					WaitingHistoryWorker.class, arguments.toArray(String[]::new)));
		}
		await(() -> assertThat(this.workers.keySet())
			.allMatch((worker) -> calls(worker).stream().anyMatch((call) -> !call.refusals().isEmpty())));
		List.of(resources).forEach((resource) -> this.listener.locky().unlock(resource, "starter"));
	}

	private Set<String> lockers() {
		Set<String> lockers = new HashSet<>();
		this.workers.keySet().forEach((worker) -> lockers.addAll(WaitingHistoryWorker.lockers(worker)));
		return lockers;
	}

	private void awaitTurns(Set<String> lockers, int more) {
		awaitTurns(lockers, more, Map.of());
	}

	private void awaitTurns(Set<String> lockers, int more, Map<String, Integer> before) {
		await(() -> assertThat(lockers).allSatisfy((locker) -> assertThat(turns()).hasEntrySatisfying(locker,
				(turns) -> assertThat(turns).isGreaterThanOrEqualTo(before.getOrDefault(locker, 0) + more))));
	}

	private Map<String, Integer> turns() {
		Map<String, Integer> turns = new HashMap<>();
		calls().stream()
			.filter((call) -> call.outcome() == Outcome.RELEASED)
			.forEach((call) -> turns.merge(call.locker(), 1, Integer::sum));
		return turns;
	}

	// Where all are so slow that any turn may have run out, nothing can be judged
	private void endWorkers() throws InterruptedException {
		await(() -> assertThat(check(calls()).judged()).isPositive());
		this.workers.values().forEach(WorkerProcess::tellToEnd);
		for (WorkerProcess worker : this.workers.values()) {
			worker.awaitEnd();
		}
		this.workers.clear();
	}

	private void assertHistory(List<Call> calls) {
		await(() -> assertThat(this.redis.command("EXISTS", "locky:lock:resource:holders")).isEqualTo(0L));
		int happened = Journals.entries(this.redis, JOURNAL).size();
		await(() -> assertThat(this.listener.events(LockyEvent.class)).hasSize(happened));
		assertThat(this.listener.events(LockyEventsMissedEvent.class)).isEmpty();
		assertThat(check(calls).contradictions()).isEmpty();
	}

	private WaitingHistoryChecker.Verdict check(List<Call> calls) {
		List<Transition> transitions = this.listener.events(LockyEvent.class).stream().map(Transition::of).toList();
		return WaitingHistoryChecker.check(transitions, calls);
	}

	private Path file(String worker) {
		return this.directory.resolve(worker);
	}

	private List<Call> calls() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> !file.toString().endsWith(".log"))
				.sorted(Comparator.naturalOrder())
				.flatMap((file) -> calls(file.getFileName().toString()).stream())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<Call> calls(String worker) {
		try {
			String written = (Files.exists(file(worker))) ? Files.readString(file(worker)) : "";
			return Call.parse(written.substring(0, written.lastIndexOf('\n') + 1).lines().toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(PATIENCE)
			.failFast(() -> assertThat(this.workers.values())
				.allSatisfy((worker) -> assertThat(worker.isAlive()).as(worker::output).isTrue()))
			.untilAsserted(assertion);
	}

}
