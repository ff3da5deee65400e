package io.github.locky.adapter;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The adapters in two processes. Those that end processes come last, so that few have to
 * be started.
 */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class NewsroomTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private static Path directory;

	private static RedisServer server;

	private static RedisClient client;

	private static RedisCommands<String, String> redis;

	private static final List<NewsroomProcess> processes = new ArrayList<>();

	private static int started;

	@BeforeAll
	static void startRedis() throws IOException {
		server = LocalRedis.start();
		client = RedisClient.create("redis://127.0.0.1:" + server.ports().get(0));
		redis = client.connect().sync();
	}

	@AfterAll
	static void stopAll() throws Exception {
		for (NewsroomProcess process : processes) {
			process.kill();
		}
		client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		server.stop();
	}

	@BeforeEach
	void startTwo() throws IOException {
		while (processes.size() < 2) {
			processes.add(NewsroomProcess.start("process-" + started++, server.ports().get(0), directory));
		}
		processes.forEach(NewsroomTests::port);
	}

	@Test
	@Order(1)
	void editLockIsThatOfOnePageWhicheverProcessAnswers() throws Exception {
		NewsroomProcess one = processes.get(0);
		NewsroomProcess two = processes.get(1);
		HttpResponse<String> opened = request("POST", one, "?editor=ada");
		assertThat(opened.statusCode()).isEqualTo(200);
		long token = JsonMapper.shared().readTree(opened.body()).get("fencingToken").asLong();
		assertThat(request("POST", two, "?editor=grace").statusCode()).isEqualTo(423);
		assertThat(request("PUT", two, "?editor=ada&token=" + token).statusCode()).isEqualTo(200);
		assertThat(request("PUT", two, "?editor=ada&token=" + (token - 1)).statusCode()).isEqualTo(409);
		assertThat(request("DELETE", two, "?editor=ada&token=" + token).statusCode()).isEqualTo(200);
		assertThat(request("DELETE", one, "?editor=ada&token=" + token).statusCode()).isEqualTo(409);
		assertThat(request("POST", two, "?editor=grace").statusCode()).isEqualTo(200);
	}

	@Test
	@Order(2)
	void eachOrderIsAggregatedOnceAndWhole() {
		List<String> items = IntStream.range(0, 12 * Newsroom.ORDER_SIZE)
			.mapToObj((i) -> "order" + i / Newsroom.ORDER_SIZE + ":" + i % Newsroom.ORDER_SIZE)
			.toList();
		redis.lpush(Newsroom.ORDERS, items.toArray(String[]::new));
		await(() -> assertThat(redis.llen(Newsroom.AGGREGATED)).isEqualTo(12));
		assertThat(redis.lrange(Newsroom.AGGREGATED, 0, -1))
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12).mapToObj((i) -> "order" + i + ":45").toList());
	}

	@Test
	@Order(3)
	void reportIsWrittenOnceForEachSlot() {
		redis.del(Schedule.ATTEMPTS);
		await(() -> assertThat(slots()).hasSizeGreaterThanOrEqualTo(4));
		Map<Long, List<Attempt>> slots = slots();
		// A slot is not judged if the machine was too slow for it or the one before
		slots.forEach((slot, attempts) -> {
			if (attempts.size() == 2 && areInTime(attempts) && areInTime(slots.getOrDefault(slot - 1, attempts))) {
				assertThat(attempts).as("attempts in slot " + slot).filteredOn(Attempt::written).hasSize(1);
			}
		});
	}

	@Test
	@Order(4)
	void leaderThatIsKilledIsFollowedWithinItsTimeToLiveAndOneThatIsStoppedAtOnce() throws Exception {
		NewsroomProcess killed = awaitLeader();
		killed.kill();
		processes.remove(killed);
		NewsroomProcess next = awaitLeader();
		await(() -> assertThat(told(next)).containsSubsequence("ResourceExpiredEvent", "ResourceLockedEvent"));
		startTwo();
		NewsroomProcess third = processes.get(1);
		next.stop();
		processes.remove(next);
		assertThat(awaitLeader()).isSameAs(third);
		await(() -> assertThat(told(third)).containsSubsequence("ResourceUnlockedEvent", "ResourceLockedEvent"));
	}

	private static NewsroomProcess awaitLeader() {
		return Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> processes.stream().filter((process) -> told(process).contains("granted")).findFirst(),
					Optional::isPresent)
			.orElseThrow();
	}

	private static HttpResponse<String> request(String method, NewsroomProcess process, String query)
			throws IOException, InterruptedException {
		return process.request(method, port(process), "/articles/12/lock" + query);
	}

	private static int port(NewsroomProcess process) {
		await(() -> assertThat(told(process)).anyMatch((line) -> line.startsWith("port:")));
		return told(process).stream()
			.filter((line) -> line.startsWith("port:"))
			.mapToInt((line) -> Integer.parseInt(line.substring("port:".length())))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> told(NewsroomProcess process) {
		return redis.lrange(Newsroom.TOLD, 0, -1)
			.stream()
			.filter((line) -> line.startsWith(process.name() + " "))
			.map((line) -> line.substring(line.indexOf(' ') + 1))
			.toList();
	}

	private static Map<Long, List<Attempt>> slots() {
		return redis.lrange(Schedule.ATTEMPTS, 0, -1)
			.stream()
			.map(Attempt::parse)
			.collect(Collectors.groupingBy(Attempt::slot));
	}

	// The work is held for 500 ms from the first attempt on
	private static boolean areInTime(List<Attempt> attempts) {
		return attempts.stream().allMatch((attempt) -> attempt.after() - attempt.slot() * 1000 < 500);
	}

	private static void await(org.awaitility.core.ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(PATIENCE)
			.failFast(() -> assertThat(processes)
				.allSatisfy((process) -> assertThat(process.isAlive()).as(process::output).isTrue()))
			.untilAsserted(assertion);
	}

	/**
	 * What became of a slot in a process.
	 *
	 * @param before when the report was to be written
	 * @param after when it was written, or was found to be
	 * @param written whether it was written
	 */
	private record Attempt(long before, long after, boolean written) {

		static Attempt parse(String line) {
			String[] fields = line.split(" ");
			return new Attempt(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Boolean.parseBoolean(fields[3]));
		}

		long slot() {
			return this.before / 1000;
		}

	}

}
