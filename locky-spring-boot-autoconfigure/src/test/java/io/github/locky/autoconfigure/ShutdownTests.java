package io.github.locky.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.locky.LockyInstance;
import io.github.locky.annotation.Locked;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that an executor ends before the application does ends under its locks.
 */
@RedisTest
@Timeout(60)
class ShutdownTests {

	private final RedisServer redis;

	ShutdownTests(RedisServer redis) {
		this.redis = redis;
	}

	@Test
	void lockOfALockedMethodOutlivesTheShutdownOfItsExecutor() {
		try (LockyInstance other = LockyInstance.start(this.redis)) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
						LockedAutoConfiguration.class))
				.withUserConfiguration(Jobs.class)
				.withPropertyValues("spring.data.redis.port=" + this.redis.port())
				.run((context) -> {
					Jobs.Job job = context.getBean(Jobs.Job.class);
					Jobs.Signals signals = context.getBean(Jobs.Signals.class);
					Future<?> running = context.getBean(ThreadPoolTaskExecutor.class).submit(job::run);
					signals.begun.await();
					Thread closing = new Thread(() -> context.getSourceApplicationContext().close());
					closing.start();
					signals.closing.await();
					Awaitility.await()
						.during(500, TimeUnit.MILLISECONDS)
						.until(() -> !other.locky().lock("job", "other") && closing.isAlive());
					signals.end.countDown();
					assertThat(running).succeedsWithin(20, TimeUnit.SECONDS);
					closing.join();
					assertThat(other.locky().lock("job", "other")).isTrue();
				});
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Jobs {

		@Bean
		ThreadPoolTaskExecutor executor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setWaitForTasksToCompleteOnShutdown(true);
			executor.setAwaitTerminationSeconds(30);
			return executor;
		}

		@Bean
		Signals signals() {
			return new Signals();
		}

		@Bean
		Job job(Signals signals) {
			return new Job(signals);
		}

		static class Signals {

			private final CountDownLatch begun = new CountDownLatch(1);

			private final CountDownLatch closing = new CountDownLatch(1);

			private final CountDownLatch end = new CountDownLatch(1);

			@EventListener
			void onClosed(ContextClosedEvent event) {
				this.closing.countDown();
			}

		}

		static class Job {

			private final Signals signals;

			Job(Signals signals) {
				this.signals = signals;
			}

			@Locked("job")
			void run() {
				this.signals.begun.countDown();
				try {
					this.signals.end.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		}

	}

}
