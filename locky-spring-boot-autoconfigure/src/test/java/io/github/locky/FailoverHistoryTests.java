package io.github.locky;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisSentinels;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A history in which the primary dies with writes that no replica has.
 */
@Timeout(300)
class FailoverHistoryTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	@Test
	void nothingButTheLostTailContradictsTheJournal() throws Exception {
		try (RedisSentinels sentinels = RedisSentinels.start()) {
			String addresses = String.join(",", sentinels.addresses());
			RedisServer lost = sentinels.primary();
			RedisServer successor = sentinels.replica();
			RedisReplication.awaitInSync(lost, successor);
			try (HistoryWorkers workers = new HistoryWorkers(this.directory, addresses);
					LockyInstance listener = LockyInstance.start(HistoryWorker.connectionFactory(addresses),
							HistoryWorker.settings())) {
				awaitHeard(listener, 50, workers);
				successor.pause();
				lost.command("CLIENT", "KILL", "TYPE", "replica");
				awaitHeard(listener, 20, workers);
				lost.kill();
				successor.resume();
				Failover failover = new Failover(Journals.entries(successor, JOURNAL));
				sentinels.waitForFailover(lost);
				awaitHeard(listener, 50, workers);
				workers.end();
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(
							() -> assertThat(successor.command("EXISTS", "locky:lock:resource:holders")).isEqualTo(0L));
				List<JournalEntry> journal = Journals.entries(successor, JOURNAL);
				Predicate<String> lostLines = failover.lost(journal);
				Predicate<String> endedLater = failover.endedLater(journal);
				Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
					List<String> heard = HistoryChecker.heardBy(listener);
					assertThat(heard).anyMatch(lostLines);
					assertThat(repeated(heard)).allMatch(endedLater);
					assertThat(HistoryChecker.check(journal, without(lostLines, workers.told()),
							without(lostLines, lastOfEach(heard))))
						.isEmpty();
				});
				assertThat(listener.events(LockyEventsMissedEvent.class)).hasSize(1);
			}
		}
	}

	private static void awaitHeard(LockyInstance listener, int more, HistoryWorkers workers) {
		int before = listener.heard().size();
		Awaitility.await().atMost(PATIENCE).until(() -> {
			workers.replaceCrashed(WorkerProcess.CLASS_PATH);
			return listener.heard().size() >= before + more;
		});
	}

	private static List<String> without(Predicate<String> lost, List<String> lines) {
		return lines.stream().filter(lost.negate()).toList();
	}

	private static List<String> repeated(List<String> lines) {
		Set<String> seen = new HashSet<>();
		return lines.stream().filter((line) -> !seen.add(line)).toList();
	}

	private static List<String> lastOfEach(List<String> lines) {
		Set<String> last = new LinkedHashSet<>();
		for (String line : lines) {
			last.remove(line);
			last.add(line);
		}
		return List.copyOf(last);
	}

	/**
	 * What a failover may lose: what happened behind the last transition that the new
	 * primary has.
	 */
	private static final class Failover {

		private final long kept;

		private final long end = System.currentTimeMillis();

		private Failover(List<JournalEntry> kept) {
			this.kept = kept.get(kept.size() - 1).id();
		}

		Predicate<String> lost(List<JournalEntry> journal) {
			List<String> happened = journal.stream().map(HistoryChecker::inWords).toList();
			Set<Long> endedBefore = journal.stream()
				.filter((entry) -> !entry.kind().isLocked() && entry.id() <= this.kept)
				.map(JournalEntry::token)
				.collect(Collectors.toSet());
			return (line) -> {
				long token = Long.parseLong(line.split(" ")[2]);
				return !happened.contains(line) && token >>> 20 <= this.end
						&& (token > this.kept || !endedBefore.contains(token));
			};
		}

		/**
		 * What may be heard twice: an end that was lost, so that the lock came to its end
		 * once more.
		 */
		Predicate<String> endedLater(List<JournalEntry> journal) {
			return journal.stream()
				.filter((entry) -> !entry.kind().isLocked() && entry.id() > this.kept)
				.map(HistoryChecker::inWords)
				.collect(Collectors.toSet())::contains;
		}

	}

}
