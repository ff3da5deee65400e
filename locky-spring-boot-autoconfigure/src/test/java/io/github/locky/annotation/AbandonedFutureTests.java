package io.github.locky.annotation;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.LockyTemplate;
import io.github.locky.RedisTestStore;
import io.github.locky.observation.LockyObservationContext;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks of futures: when they are released, and what becomes of those that never complete
 * and that nobody waits for any more.
 */
@RedisTest
class AbandonedFutureTests {

	private final RedisTestStore store;

	private final CompletableFuture<String> work = new CompletableFuture<>();

	private LockyInstance instance;

	private Press press;

	AbandonedFutureTests(RedisServer redis) {
		this.store = new RedisTestStore(redis);
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		((LockyTemplate) this.instance.locky()).setLeaseTtl(Duration.ofHours(1));
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("locky", this.instance.locky());
		ProxyFactory proxies = new ProxyFactory(new Press());
		proxies
			.addAdvisor(new LockedAdvisor(beans, beans.getBeanProvider(LockyOperations.class), Duration.ofMillis(50)));
		this.press = (Press) proxies.getProxy();
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void lockOfTheCallRunsOut() {
		this.press.print("a", this.work).cancel(false);
		awaitLettingRunOut("a");
	}

	@Test
	void lockThatATransactionNeedsToRunsOutAfterIt() {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
			.setType(EmbeddedDatabaseType.H2)
			.build();
		try {
			new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult((status) -> {
				this.press.print("a", this.work).cancel(false);
				awaitThatItIsAbandoned();
			});
			awaitLettingRunOut("a");
		}
		finally {
			database.shutdown();
		}
	}

	@Test
	void lockThatAnOuterCallNeedsTooRunsOutAfterIt() {
		assertThat(this.press.direct("a", () -> {
			this.press.print("a", this.work).cancel(false);
			awaitThatItIsAbandoned();
			return "done";
		})).isEqualTo("done");
		awaitLettingRunOut("a");
	}

	@Test
	void lockOfAnOuterCallThatHasEndedRunsOut() {
		CompletableFuture<String> result = this.press.direct("a", () -> this.press.print("a", this.work));
		assertThat(this.instance.leases().getCount()).isOne();
		result.orTimeout(1, TimeUnit.MILLISECONDS);
		awaitLettingRunOut("a");
	}

	@Test
	void lockIsReleasedIfTheWorkEndsBeforeTheOuterCall() {
		this.press.direct("a", () -> {
			this.press.print("a", this.work).cancel(false);
			awaitThatItIsAbandoned();
			this.work.complete("printed");
			CompletableFuture<String> printed = this.press.print("a", CompletableFuture.completedFuture("again"));
			assertThat(printed.join()).isEqualTo("again");
			return null;
		});
		Awaitility.await().until(() -> this.instance.locky().getLocker("a") == null);
	}

	@Test
	void lockIsReleasedByAThreadThatNobodyElseCanKeepBusy() {
		Queue<String> threads = new ConcurrentLinkedQueue<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<LockyObservationContext>() {

			@Override
			public void onStart(LockyObservationContext context) {
				if (context.getOperation() == LockyObservationDocumentation.UNLOCK) {
					threads.add(Thread.currentThread().getName());
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof LockyObservationContext;
			}

		});
		this.instance.observe(registry);
		CompletableFuture<String> printed = this.press.print("a", this.work);
		this.work.complete("printed");
		assertThat(printed.join()).isEqualTo("printed");
		assertThat(threads).singleElement(InstanceOfAssertFactories.STRING).startsWith("locky-");
	}

	private void awaitThatItIsAbandoned() {
		CompletableFuture.runAsync(() -> this.press.print("b", this.work).cancel(false)).join();
		Awaitility.await().until(() -> this.instance.leases().getCount() == 1);
	}

	private void awaitLettingRunOut(String resource) {
		Awaitility.await().until(() -> this.instance.leases().getCount() == 0);
		assertThat(this.instance.locky().getLocker(resource)).isNotNull();
	}

	/**
	 * Where pages are printed.
	 */
	static class Press {

		@Locked("#{#page}")
		CompletableFuture<String> print(String page, CompletableFuture<String> work) {
			return work;
		}

		@Locked("#{#page}")
		<T> T direct(String page, Supplier<T> work) {
			return work.get();
		}

	}

}
