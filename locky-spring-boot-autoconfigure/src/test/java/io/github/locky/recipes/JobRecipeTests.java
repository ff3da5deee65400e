package io.github.locky.recipes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

import io.github.locky.InMemoryLocky;
import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.store.memory.MemoryDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerListener;

import org.springframework.batch.core.configuration.support.DefaultBatchConfiguration;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.scheduling.quartz.SpringBeanJobFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that run in one instance, though they are scheduled in all.
 */
class JobRecipeTests {

	private final MemoryDatabase database = new MemoryDatabase();

	private final ApplicationContextRunner instance = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockedAutoConfiguration.class))
		.withBean(MemoryDatabase.class, () -> this.database)
		.withPropertyValues("locky.store=memory");

	private final AtomicInteger runs = new AtomicInteger();

	@Test
	void reportIsWrittenOnceASlot() {
		ApplicationContextRunner application = this.instance.withBean(Runnable.class, () -> this.runs::incrementAndGet)
			.withBean(NightlyReport.class);
		application.run((one) -> application.run((two) -> {
			one.getBean(NightlyReport.class).writeReport();
			two.getBean(NightlyReport.class).writeReport();
			assertThat(this.runs).hasValue(1);
			assertThat(one.getBean(LockyOperations.class).find("report:nightly"))
				.hasValueSatisfying((lock) -> assertThat(lock.released()).isTrue());
		}));
	}

	@Test
	void batchJobIsRunOnce() {
		ApplicationContextRunner application = this.instance.withBean(AtomicInteger.class, () -> this.runs)
			.withUserConfiguration(BatchConfiguration.class)
			.withBean(OrderImport.class);
		application.run((one) -> application.run((two) -> {
			one.getBean(OrderImport.class).run();
			two.getBean(OrderImport.class).run();
			assertThat(this.runs).hasValue(1);
		}));
	}

	@Test
	void batchJobIsRunUnderTheLock() {
		this.instance.withBean(AtomicInteger.class, () -> this.runs)
			.withUserConfiguration(BatchConfiguration.class)
			.withBean(OrderImport.class)
			.run((context) -> {
				context.getBean(LockyOperations.class).lock("batch:orders", "somebody");
				context.getBean(OrderImport.class).run();
				assertThat(this.runs).hasValue(0);
			});
	}

	@Test
	void quartzJobIsRunOnce() {
		CountDownLatch fired = new CountDownLatch(2);
		ApplicationContextRunner application = this.instance.withBean(Runnable.class, () -> this.runs::incrementAndGet)
			.withBean(CleanUpJob.CleanUp.class)
			.withBean(SchedulerFactoryBean.class, () -> scheduler(fired));
		application.run((one) -> application.run((two) -> {
			schedule(one.getBean(Scheduler.class));
			schedule(two.getBean(Scheduler.class));
			assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(this.runs).hasValue(1);
		}));
	}

	@Test
	void nextInstanceLeadsWhenTheLeaderStops() {
		List<Long> first = new CopyOnWriteArrayList<>();
		List<Long> second = new CopyOnWriteArrayList<>();
		try (InMemoryLocky one = InMemoryLocky.builder().database(this.database).create();
				InMemoryLocky two = InMemoryLocky.builder().database(this.database).create()) {
			Publisher leader = new Publisher(one, outbox(first));
			leader.start();
			Awaitility.await().until(() -> !first.isEmpty());
			Publisher standby = new Publisher(two, outbox(second));
			standby.start();
			assertThat(second).isEmpty();
			leader.stop();
			Awaitility.await().until(() -> !second.isEmpty());
			assertThat(second.get(0)).isGreaterThan(first.get(0));
			standby.stop();
			Awaitility.await().until(() -> two.find("publisher").isEmpty());
		}
	}

	@Test
	void deposedLeaderIsACandidateAgain() {
		List<Long> tokens = new CopyOnWriteArrayList<>();
		try (InMemoryLocky locky = InMemoryLocky.builder().database(this.database).create()) {
			Publisher publisher = new Publisher(locky, outbox(tokens));
			publisher.start();
			Awaitility.await().until(() -> !tokens.isEmpty());
			locky.unlock("publisher");
			Awaitility.await().until(() -> tokens.stream().distinct().count() == 2);
			publisher.stop();
			Awaitility.await().until(() -> locky.find("publisher").isEmpty());
		}
	}

	private static LongConsumer outbox(List<Long> tokens) {
		return (token) -> {
			tokens.add(token);
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
		};
	}

	private static SchedulerFactoryBean scheduler(CountDownLatch fired) {
		SchedulerFactoryBean scheduler = new SchedulerFactoryBean();
		scheduler.setSchedulerName("scheduler-" + System.identityHashCode(scheduler));
		scheduler.setJobFactory(new SpringBeanJobFactory());
		scheduler.setGlobalTriggerListeners(new Fired(fired));
		scheduler.setAutoStartup(true);
		return scheduler;
	}

	private static void schedule(Scheduler scheduler) throws SchedulerException {
		scheduler.scheduleJob(JobBuilder.newJob(CleanUpJob.class).withIdentity("clean-up").build(),
				TriggerBuilder.newTrigger().startNow().build());
	}

	@Configuration(proxyBeanMethods = false)
	static class BatchConfiguration extends DefaultBatchConfiguration {

		@Bean
		Job importOrders(JobRepository jobRepository, AtomicInteger runs) {
			return new org.springframework.batch.core.job.builder.JobBuilder("orders", jobRepository)
				.start(new StepBuilder("read", jobRepository).tasklet((contribution, chunk) -> {
					runs.incrementAndGet();
					return RepeatStatus.FINISHED;
				}).build())
				.build();
		}

	}

	/**
	 * Counts the jobs that are over.
	 */
	private record Fired(CountDownLatch latch) implements TriggerListener {

		@Override
		public String getName() {
			return "fired";
		}

		@Override
		public void triggerFired(Trigger trigger, JobExecutionContext context) {
		}

		@Override
		public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
			return false;
		}

		@Override
		public void triggerMisfired(Trigger trigger) {
		}

		@Override
		public void triggerComplete(Trigger trigger, JobExecutionContext context,
				CompletedExecutionInstruction instruction) {
			this.latch.countDown();
		}

	}

}
