package io.github.locky.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.HeldLock;
import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.autoconfigure.LockyIntegrationAutoConfiguration;
import io.github.locky.autoconfigure.LockyReactiveAutoConfiguration;
import io.github.locky.autoconfigure.LockyShedLockAutoConfiguration;
import io.github.locky.reactive.ReactiveLockyOperations;
import io.github.locky.spring.ArticleController.Article;
import io.github.locky.spring.Leadership.Publishing;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.testing.Snippets;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The snippets in {@code docs/spring.md} are those in this package.
 */
class SpringTests {

	private final MemoryDatabase database = new MemoryDatabase();

	private final ApplicationContextRunner instance = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockyIntegrationAutoConfiguration.class,
				LockyReactiveAutoConfiguration.class, LockyShedLockAutoConfiguration.class))
		.withBean(MemoryDatabase.class, () -> this.database)
		.withPropertyValues("locky.store=memory");

	@Test
	void snippetsAreThoseOfTests() {
		Snippets.fill("spring.md", "spring");
	}

	@Test
	void itemsAreAggregated() {
		this.instance.withUserConfiguration(OrderAggregation.class)
			.withBean("orders", QueueChannel.class)
			.run((context) -> {
				MessageChannel items = context.getBean("items", MessageChannel.class);
				items.send(item("pen", 1));
				items.send(item("ink", 2));
				Message<?> order = context.getBean("orders", QueueChannel.class).receive(0);
				assertThat(order).isNotNull().extracting(Message::getPayload).isEqualTo(List.of("pen", "ink"));
			});
	}

	private static Message<String> item(String name, int number) {
		return MessageBuilder.withPayload(name)
			.setCorrelationId("order:1")
			.setSequenceNumber(number)
			.setSequenceSize(2)
			.build();
	}

	@Test
	void nextInstanceLeadsWhenTheLeaderStops() {
		ApplicationContextRunner application = this.instance.withBean(Publishing.class)
			.withUserConfiguration(Leadership.class);
		application.run((one) -> {
			Publishing first = one.getBean(Publishing.class);
			Awaitility.await().until(first::isRunning);
			application.run((two) -> {
				Publishing second = two.getBean(Publishing.class);
				assertThat(second.isRunning()).isFalse();
				one.getBean(LockRegistryLeaderInitiator.class).stop();
				Awaitility.await().until(second::isRunning);
				Awaitility.await().until(() -> !first.isRunning());
				String leader = two.getBean(LockyOperations.class).getLocker("publisher");
				Awaitility.await().untilAsserted(() -> assertThat(leaders(one)).hasSize(2).endsWith(leader));
				Awaitility.await().untilAsserted(() -> assertThat(leaders(two)).containsExactly(leader));
			});
		});
	}

	private static List<String> leaders(ApplicationContext context) {
		return context.getBean(Leadership.class).leaders();
	}

	@Test
	void reportIsWrittenOnceASlot() {
		AtomicInteger reports = new AtomicInteger();
		ApplicationContextRunner application = this.instance.withUserConfiguration(ShedLockConfiguration.class)
			.withBean(Runnable.class, () -> reports::incrementAndGet)
			.withBean(Reports.class);
		application.run((one) -> application.run((two) -> {
			one.getBean(Reports.class).writeReport();
			two.getBean(Reports.class).writeReport();
			assertThat(reports).hasValue(1);
			assertThat(one.getBean(LockyOperations.class).find("report:nightly")).get()
				.extracting(HeldLock::released)
				.isEqualTo(true);
		}));
	}

	@Test
	void articleIsSavedUnderTheLock() {
		this.instance.run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			ArticleController controller = new ArticleController(context.getBean(ReactiveLockyOperations.class),
					(id, text, token) -> Mono.fromSupplier(() -> new Article(id, text, token))
						.filter((article) -> locky.find("article:" + id).orElseThrow().fencingToken() == token));
			assertThat(controller.edit(12, Mono.just("new")).block()).extracting(Article::text).isEqualTo("new");
			assertThat(locky.find("article:12")).isEmpty();
		});
	}

	@Test
	void articleIsLockedAsLongAsAPageHasItOpen() {
		this.instance.run((context) -> {
			EditLockController controller = new EditLockController(context.getBean(ReactiveLockyOperations.class));
			HeldLock lock = controller.open(12, "ada").block(Duration.ofSeconds(30));
			assertThat(lock).isNotNull().extracting(HeldLock::locker).isEqualTo("ada");
			assertLocked(() -> controller.open(12, "grace").block());
			assertThat(controller.goOn(12, "ada", lock.fencingToken()).block()).isTrue();
			assertThat(controller.goOn(12, "ada", lock.fencingToken() - 1).block()).isFalse();
			assertThat(controller.close(12, "ada", lock.fencingToken()).block()).isTrue();
		});
	}

	private static void assertLocked(ThrowingCallable call) {
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.LOCKED));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableSchedulerLock(defaultLockAtMostFor = "10m")
	static class ShedLockConfiguration {

	}

}
