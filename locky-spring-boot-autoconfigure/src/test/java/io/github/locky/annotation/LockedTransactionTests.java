package io.github.locky.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.LeaseSynchronization;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.engine.LockEngine;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locks and transactions of a real database.
 */
@RedisTest
class LockedTransactionTests {

	private final RedisServer redis;

	private final ApplicationContextRunner application;

	LockedTransactionTests(RedisServer redis) {
		this.redis = redis;
		this.application = LockedApplication.on(redis)
			.withUserConfiguration(DatabaseConfiguration.class)
			.withBean(Account.class);
	}

	@Test
	void lockIsHeldAtTheCommitAndReleasedAfterwards() {
		this.application.run((context) -> {
			List<@Nullable String> holders = new ArrayList<>();
			context.getBean(Account.class).deposit(1, () -> atCompletion(() -> holders.add(holder())));
			assertThat(holders).hasSize(1).doesNotContainNull();
			assertThat(holder()).isNull();
			assertThat(deposits(context)).isEqualTo(1);
		});
	}

	@Test
	void lockIsHeldAtTheRollbackAndReleasedAfterwards() {
		this.application.run((context) -> {
			List<@Nullable String> holders = new ArrayList<>();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Account.class).deposit(1, () -> {
				atCompletion(() -> holders.add(holder()));
				throw new IllegalStateException("failed");
			}));
			assertThat(holders).hasSize(1).doesNotContainNull();
			assertThat(holder()).isNull();
			assertThat(deposits(context)).isZero();
		});
	}

	@Test
	void whoGetsTheLockNextSeesWhatWasCommitted() {
		this.application.run((context) -> {
			Account account = context.getBean(Account.class);
			AtomicInteger seen = new AtomicInteger();
			Thread next = new Thread(() -> account.deposit(2, () -> seen.set(deposits(context))));
			account.deposit(1, () -> {
				next.start();
				Awaitility.await()
					.until(() -> context.getBean(LockEngine.class).getWaiting().getWaiters().getCount() == 1);
			});
			next.join();
			assertThat(seen).hasValue(2);
		});
	}

	@Test
	void releaseWaitsForTheTransactionTheMethodIsCalledIn() {
		this.application.run((context) -> {
			transaction(context).executeWithoutResult((status) -> {
				context.getBean(Account.class).touch(() -> {
				});
				String holder = holder();
				assertThat(holder).isNotNull();
				context.getBean(Account.class).touch(() -> assertThat(holder()).isEqualTo(holder));
				assertThat(holder()).isEqualTo(holder);
			});
			assertThat(holder()).isNull();
		});
	}

	@Test
	void releaseWaitsForTheRollbackOfTheTransactionTheMethodIsCalledIn() {
		this.application.run((context) -> {
			transaction(context).executeWithoutResult((status) -> {
				assertThatIllegalStateException().isThrownBy(() -> context.getBean(Account.class).touch(() -> {
					throw new IllegalStateException("failed");
				}));
				assertThat(holder()).isNotNull();
				status.setRollbackOnly();
			});
			assertThat(holder()).isNull();
		});
	}

	@Test
	void transactionWhoseLockWasLostDoesNotCommit() {
		this.application.run((context) -> {
			assertThatExceptionOfType(LeaseLostException.class)
				.isThrownBy(() -> transaction(context).executeWithoutResult((status) -> {
					context.getBean(Account.class).touch(() -> insert(context, 1));
					takeOver(context);
				}));
			assertThat(deposits(context)).isZero();
			assertThat(holder()).isEqualTo("rival");
		});
	}

	@Test
	void leaseIsReleasedAfterCompletionWithoutTheAnnotation() {
		this.application.run((context) -> {
			transaction(context).executeWithoutResult((status) -> {
				Lease lease = context.getBean(LockyOperations.class).acquire(LockRequest.of("account:1").keepAlive());
				LeaseSynchronization.releaseAfterCompletion(lease);
				assertThat(holder()).isNotNull();
			});
			assertThat(holder()).isNull();
		});
	}

	@Test
	void leaseWithoutTransactionIsNotTakenOver() {
		this.application.run((context) -> {
			try (Lease lease = context.getBean(LockyOperations.class)
				.acquire(LockRequest.of("account:1").keepAlive())) {
				assertThatIllegalStateException().isThrownBy(() -> LeaseSynchronization.releaseAfterCompletion(lease));
				assertThat(lease.isValid()).isTrue();
			}
		});
	}

	private static void atCompletion(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				action.run();
			}

		});
	}

	private static TransactionTemplate transaction(ApplicationContext context) {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	private static void takeOver(ApplicationContext context) {
		context.getBean(LockyOperations.class).lock(LockRequest.of("account:1", "rival").force());
		Awaitility.await().until(() -> context.getBean(LockEngine.class).getLeases().getCount() == 0);
	}

	private static void insert(ApplicationContext context, int number) {
		context.getBean(JdbcClient.class).sql("insert into deposit values (?)").param(number).update();
	}

	private static int deposits(ApplicationContext context) {
		return context.getBean(JdbcClient.class).sql("select count(*) from deposit").query(Integer.class).single();
	}

	private @Nullable String holder() {
		return (String) this.redis.command("GET", LockedApplication.PREFIX + "account:1");
	}

	/**
	 * What is protected.
	 */
	static class Account {

		private final JdbcClient jdbc;

		Account(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		@Locked(value = "account:1", waitAtMost = "20s")
		void deposit(int number, Runnable work) {
			this.jdbc.sql("insert into deposit values (?)").param(number).update();
			work.run();
		}

		@Locked("account:1")
		void touch(Runnable work) {
			work.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class DatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build();
		}

		@Bean
		JdbcClient jdbcClient(DataSource dataSource) {
			JdbcClient client = JdbcClient.create(dataSource);
			client.sql("create table deposit (number int primary key)").update();
			return client;
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

}
