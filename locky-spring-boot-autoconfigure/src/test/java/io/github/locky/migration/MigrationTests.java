package io.github.locky.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.InMemoryLocky;
import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.testing.Snippets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets in {@code docs/migration.md} are those in this package, but for what was
 * before Locky.
 */
class MigrationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockedAutoConfiguration.class))
		.withBean(MemoryDatabase.class)
		.withPropertyValues("locky.store=memory");

	@Test
	void snippetsAreThoseOfTests() {
		Snippets.fill("migration.md", "migration");
	}

	@Test
	void articleIsEditedUnderBothLocksOrOne() {
		ReentrantLock old = new ReentrantLock();
		List<String> held = new ArrayList<>();
		try (InMemoryLocky locky = InMemoryLocky.create()) {
			Articles articles = new Articles(locky, (name) -> old,
					() -> held.add(old.isHeldByCurrentThread() + " " + (locky.getLocker("article:12") != null)));
			articles.editUnderBoth();
			articles.editUnderLocky();
			assertThat(held).containsExactly("true true", "false true");
			assertThat(old.isLocked()).isFalse();
			assertThat(locky.find("article:12")).isEmpty();
		}
	}

	@Test
	void reportIsWrittenOnceASlot() {
		AtomicInteger reports = new AtomicInteger();
		this.application.withBean(Runnable.class, () -> reports::incrementAndGet)
			.withBean(Reports.class)
			.run((context) -> {
				context.getBean(Reports.class).writeReport();
				context.getBean(Reports.class).writeReport();
				assertThat(reports).hasValue(1);
			});
	}

	@Test
	void orderIsPaidUnderTheNameThatLock4jGivesToItsLock() {
		this.application.withBean(Payment.class).withBean(Orders.class).run((context) -> {
			context.getBean(Orders.class).pay(7);
			assertThat(context.getBean(Payment.class).lock).isEqualTo("order#7");
		});
	}

	/**
	 * Remembers the lock it ran under.
	 */
	static class Payment implements Runnable {

		private final LockyOperations locky;

		private @Nullable String lock;

		Payment(LockyOperations locky) {
			this.locky = locky;
		}

		@Override
		public void run() {
			try (Stream<HeldLock> locks = this.locky.findAll()) {
				this.lock = locks.findFirst().orElseThrow().resource();
			}
		}

	}

}
