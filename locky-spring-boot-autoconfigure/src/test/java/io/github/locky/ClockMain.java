package io.github.locky;

import java.time.Duration;

import io.github.locky.event.LockyEvent;
import io.github.locky.store.redis.RedisStoreSettings;
import org.awaitility.Awaitility;

/**
 * Does with locks whatever has to do with time, and says what came of it.
 */
public final class ClockMain {

	private ClockMain() {
	}

	/**
	 * Print a word and a value in each line.
	 * @param args host and port of Redis
	 */
	public static void main(String[] args) {
		try (LockyInstance instance = LockyInstance.start(args[0], Integer.parseInt(args[1]),
				RedisStoreSettings.defaults())) {
			say("clock", System.currentTimeMillis());
			lock(instance.locky());
			keepAlive(instance.locky());
			expire(instance);
			instance.events(LockyEvent.class)
				.forEach((event) -> say(event.getClass().getSimpleName() + "-" + event.getResource(),
						event.getInstant().toEpochMilli()));
		}
	}

	private static void lock(LockyOperations locky) {
		say("locked", locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(30))));
		say("locked-by-another", locky.lock("article:1", "bob"));
		HeldLock held = locky.find("article:1").orElseThrow();
		say("since", held.since().toEpochMilli());
		say("remaining", held.remaining().toSeconds());
		say("unlocked", locky.unlock("article:1", "ada"));
	}

	private static void keepAlive(LockyOperations locky) {
		LockRequest request = LockRequest.of("article:2", "ada").ttl(Duration.ofSeconds(4)).keepAlive();
		try (Lease lease = locky.acquire(request)) {
			Awaitility.await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(20)).until(lease::isValid);
			say("kept-alive", locky.find("article:2").isPresent());
		}
	}

	private static void expire(LockyInstance instance) {
		Duration ttl = Duration.ofMillis(300);
		instance.locky().lock(LockRequest.of("article:3", "ada").ttl(ttl));
		say("taken-after-expiry",
				instance.locky().lock(LockRequest.of("article:3", "bob").ttl(ttl).waitAtMost(Duration.ofSeconds(20))));
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> instance.heard("article:3").contains("expired article:3 by bob"));
	}

	private static void say(String word, Object value) {
		System.out.println(word + " " + value);
	}

}
