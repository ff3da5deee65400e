package io.github.locky.recipes;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.autoconfigure.LockyReactiveAutoConfiguration;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.reactive.ReactiveLockyTemplate;
import io.github.locky.store.memory.MemoryDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Recipes about tenants, transactions and contexts.
 */
class ContextRecipeTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockedAutoConfiguration.class,
				LockyReactiveAutoConfiguration.class))
		.withBean(MemoryDatabase.class)
		.withPropertyValues("locky.store=memory");

	@Test
	void tenantsDoNotMeet() {
		AtomicReference<String> tenant = new AtomicReference<>();
		this.application.withBean(Runnable.class, () -> () -> {
		})
			.withBean("currentTenant", Supplier.class, () -> tenant::get)
			.withBean(TenantArticles.class)
			.withBean("tenantLocks", TenantLocks.class)
			.run((context) -> {
				TenantLocks locks = context.getBean(TenantLocks.class);
				TenantArticles articles = context.getBean(TenantArticles.class);
				tenant.set("acme");
				assertThat(locks.lock("article:12", "ada")).isTrue();
				assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> articles.publish(12));
				tenant.set("globex");
				articles.publish(12);
				assertThat(locks.lock("article:12", "grace")).isTrue();
				assertThat(context.getBean(LockyOperations.class).getLocker("globex/article:12")).isEqualTo("grace");
			});
	}

	@Test
	void listenerWritesInATransactionOfItsOwn() {
		this.application.withUserConfiguration(AuditConfiguration.class).run((context) -> {
			context.getBean(LockyOperations.class).lock("article:12", "ada");
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(jdbc.sql("SELECT what || ' ' || resource || ' ' || locker FROM audit")
					.query(String.class)
					.list()).containsExactly("ResourceLockedEvent article:12 ada"));
			assertThat(context.getBean(AuditConfiguration.class).unheard).isEmpty();
		});
	}

	@Test
	void browsersAreTold() {
		List<String> told = new CopyOnWriteArrayList<>();
		this.application.run((context) -> {
			LockFeedController feed = new LockFeedController(context.getBean(ReactiveLockyTemplate.class));
			Disposable browser = feed.locks().subscribe((event) -> told.add(event.event() + " " + event.data()));
			LockyOperations locky = context.getBean(LockyOperations.class);
			locky.lock("image:7", "ada");
			locky.lock("article:12", "ada");
			Awaitility.await()
				.untilAsserted(() -> assertThat(told).containsExactly("ResourceLockedEvent article:12 ada"));
			browser.dispose();
		});
	}

	@Test
	void childHearsWhatItsParentTells() {
		this.application.run((parent) -> this.application.withParent(parent)
			.withBean(ParentEvents.class)
			.withBean(ChildListener.class)
			.run((child) -> {
				LockyOperations locky = child.getBean(LockyOperations.class);
				assertThat(locky).isSameAs(parent.getBean(LockyOperations.class));
				locky.lock("article:12", "ada");
				ChildListener listener = child.getBean(ChildListener.class);
				Awaitility.await().untilAsserted(() -> assertThat(listener.heard).containsExactly("article:12"));
			}));
	}

	@Test
	void lockedMethodsOfAChildTakeTheLocksOfTheParent() {
		List<String> held = new CopyOnWriteArrayList<>();
		this.application.run((parent) -> this.application.withParent(parent)
			.withBean("currentTenant", Supplier.class, () -> () -> "acme")
			.withBean(Runnable.class, () -> () -> held.addAll(resources(parent.getBean(LockyOperations.class))))
			.withBean("tenantLocks", TenantLocks.class)
			.withBean(TenantArticles.class)
			.run((child) -> child.getBean(TenantArticles.class).publish(12)));
		assertThat(held).containsExactly("acme/article:12");
	}

	private static List<String> resources(LockyOperations locky) {
		try (Stream<HeldLock> locks = locky.findAll()) {
			return locks.map(HeldLock::resource).toList();
		}
	}

	/**
	 * A listener in a child.
	 */
	static class ChildListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LockyEvent event) {
			this.heard.add(event.getResource());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class AuditConfiguration {

		private final List<LockyEvent> unheard = new CopyOnWriteArrayList<>();

		@TransactionalEventListener
		void on(ResourceLockedEvent event) {
			this.unheard.add(event);
		}

		@Bean
		SingleConnectionDataSource dataSource() {
			return new SingleConnectionDataSource("jdbc:h2:mem:" + UUID.randomUUID(), true);
		}

		@Bean
		PlatformTransactionManager transactionManager(SingleConnectionDataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		JdbcClient jdbcClient(SingleConnectionDataSource dataSource) {
			JdbcClient jdbc = JdbcClient.create(dataSource);
			jdbc.sql("CREATE TABLE audit (what VARCHAR, resource VARCHAR, locker VARCHAR, at TIMESTAMP)").update();
			return jdbc;
		}

		@Bean
		LockAudit lockAudit(JdbcClient jdbc) {
			return new LockAudit(jdbc);
		}

	}

}
