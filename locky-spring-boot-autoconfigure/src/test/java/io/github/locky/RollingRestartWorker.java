package io.github.locky;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.annotation.Locked;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.engine.LockEngine;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * A process of {@link RollingRestartTests}: an application that counts under locks and
 * has a job that one instance does at a time, until it gets a signal.
 */
public final class RollingRestartWorker {

	static final String COUNTERS = "counter:";

	static final String JOBS = "jobs";

	private static final int RESOURCES = 2;

	private static final int THREADS = 3;

	private RollingRestartWorker() {
	}

	/**
	 * Start a worker.
	 * @param args port of Redis, name, file to write to, whether the executors end late,
	 * when beans are destroyed
	 */
	public static void main(String[] args) {
		WorkerProcess.onEnd(() -> Runtime.getRuntime().halt(1));
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.run("--spring.data.redis.port=" + args[0], "--worker.name=" + args[1], "--worker.file=" + args[2],
				"--spring.task.execution.shutdown.await-termination=" + args[3],
				"--spring.task.scheduling.shutdown.await-termination=" + args[3],
				"--spring.task.execution.shutdown.await-termination-period=20s",
				"--spring.task.scheduling.shutdown.await-termination-period=20s",
				"--spring.task.execution.pool.core-size=" + THREADS,
				"--locky.events.journal-length=" + HistoryWorker.settings().journalLength());
	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class, DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
			LockedAutoConfiguration.class })
	static class Application {

		@Bean
		Job job(StringRedisTemplate redis, Environment environment) {
			return new Job(redis, environment.getRequiredProperty("worker.name"));
		}

		@Bean
		Counting counting(LockyOperations locky, StringRedisTemplate redis, Environment environment)
				throws IOException {
			return new Counting(locky, redis,
					new FileOutputStream(Path.of(environment.getRequiredProperty("worker.file")).toFile()));
		}

		@Bean
		Load load(Counting counting, LockEngine engine, ThreadPoolTaskExecutor executor) {
			return new Load(counting, engine, executor);
		}

	}

	/**
	 * Keeps the threads busy from when the application has started until it closes.
	 */
	static class Load implements ApplicationRunner, ApplicationListener<ContextClosedEvent> {

		private final Counting counting;

		private final LockEngine engine;

		private final ThreadPoolTaskExecutor executor;

		private volatile boolean closing;

		Load(Counting counting, LockEngine engine, ThreadPoolTaskExecutor executor) {
			this.counting = counting;
			this.engine = engine;
			this.executor = executor;
		}

		// Behind each task stands another, which has its turn after the signal
		@Override
		public void run(ApplicationArguments arguments) {
			this.counting.write("instance " + this.engine.getStore().instance());
			for (int i = 0; i < 2 * THREADS; i++) {
				this.executor.execute(this::goOn);
			}
		}

		private void goOn() {
			this.counting.increment();
			if (!this.closing) {
				this.executor.execute(this::goOn);
			}
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.closing = true;
		}

	}

	/**
	 * Counts in Redis, where only a lock protects the counters, and writes down what it
	 * was told.
	 */
	static class Counting {

		private final LockyOperations locky;

		private final StringRedisTemplate redis;

		private final OutputStream file;

		Counting(LockyOperations locky, StringRedisTemplate redis, OutputStream file) {
			this.locky = locky;
			this.redis = redis;
			this.file = file;
		}

		void increment() {
			String resource = COUNTERS + ThreadLocalRandom.current().nextInt(RESOURCES);
			AtomicReference<String> ownership = new AtomicReference<>();
			try {
				this.locky.executeWithoutResult(LockRequest.of(resource)
					.ttl(Duration.ofSeconds(5))
					.keepAlive()
					.waitAtMost(Duration.ofMinutes(1)), (lease) -> {
						ownership.set(resource + " " + lease.fencingToken() + " " + lease.locker());
						write("locked " + ownership);
						String seen = this.redis.opsForValue().get(resource);
						LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000_000));
						long next = (seen != null) ? Long.parseLong(seen) + 1 : 1;
						this.redis.opsForValue().set(resource, Long.toString(next));
					});
				write("unlocked " + ownership);
			}
			catch (RuntimeException ex) {
				write("failed " + resource + " " + ex);
			}
		}

		void write(String line) {
			try {
				this.file.write((line.lines().findFirst().orElseThrow() + "\n").getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * A job of all instances.
	 */
	static class Job {

		private final StringRedisTemplate redis;

		private final String name;

		Job(StringRedisTemplate redis, String name) {
			this.redis = redis;
			this.name = name;
		}

		@Scheduled(fixedDelay = 20)
		@Locked(value = "job", skip = true, ttl = "5s", keepAlive = "1m", holdAtLeast = "0s")
		void run() {
			this.redis.opsForList().rightPush(JOBS, "begin " + this.name);
			long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
			while (System.nanoTime() - end < 0) {
				LockSupport.parkNanos(end - System.nanoTime());
			}
			this.redis.opsForList().rightPush(JOBS, "end " + this.name);
		}

	}

}
