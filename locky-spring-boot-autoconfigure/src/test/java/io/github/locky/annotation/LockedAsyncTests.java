package io.github.locky.annotation;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.locky.LeaseLostException;
import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.engine.LockEngine;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Methods that are done later than they return, and those that others call.
 */
@RedisTest
class LockedAsyncTests {

	private final RedisServer redis;

	private final ApplicationContextRunner application;

	LockedAsyncTests(RedisServer redis) {
		this.redis = redis;
		this.application = LockedApplication.on(redis)
			.withUserConfiguration(AsyncConfiguration.class)
			.withBean(Press.class);
	}

	@Test
	void lockIsHeldUntilTheFutureCompletes() {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Press.class).print(work);
			assertThat(holder()).isNotNull();
			work.complete("printed");
			assertThat(result.join()).isEqualTo("printed");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void lockIsHeldUntilTheFutureFails() {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Press.class).print(work);
			work.completeExceptionally(new IllegalStateException("out of paper"));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
				.withRootCauseInstanceOf(IllegalStateException.class)
				.withMessageContaining("out of paper");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void lockIsReleasedWhateverTheExecutorOfTheFutureDoes() {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>() {

				@Override
				public Executor defaultExecutor() {
					return (task) -> {
						throw new RejectedExecutionException("Expected by the test");
					};
				}

			};
			CompletableFuture<String> result = context.getBean(Press.class).print(work);
			work.complete("printed");
			assertThat(result).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("printed");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void lockIsReleasedIfTheFutureCannotBeWaitedFor() {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>() {

				@Override
				public CompletableFuture<String> whenCompleteAsync(
						BiConsumer<? super String, ? super Throwable> action) {
					throw new AssertionError("Expected by the test");
				}

				@Override
				public CompletableFuture<String> whenCompleteAsync(BiConsumer<? super String, ? super Throwable> action,
						Executor executor) {
					throw new AssertionError("Expected by the test");
				}

			};
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> context.getBean(Press.class).print(work));
			assertThat(holder()).isNull();
			assertThat(context.getBean(LockEngine.class).getLeases().getCount()).isZero();
		});
	}

	@ParameterizedTest
	@MethodSource
	void lockIsHeldUntilTheWorkIsDoneWhateverTheCallerDoesWithTheFuture(Consumer<CompletableFuture<String>> caller) {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Press.class).print(work);
			caller.accept(result);
			Awaitility.await().until(result::isDone);
			assertThat(holder()).isNotNull();
			work.complete("printed");
			Awaitility.await().untilAsserted(() -> assertThat(holder()).isNull());
			assertThat(context.getBean(LockEngine.class).getLeases().getCount()).isZero();
		});
	}

	static Stream<Consumer<CompletableFuture<String>>> lockIsHeldUntilTheWorkIsDoneWhateverTheCallerDoesWithTheFuture() {
		return Stream.of((result) -> result.orTimeout(1, TimeUnit.MILLISECONDS), (result) -> result.cancel(true),
				(result) -> result.completeOnTimeout("late", 1, TimeUnit.MILLISECONDS),
				(result) -> result.complete("mine"), (result) -> result.obtrudeValue("mine"),
				(result) -> Mono.fromFuture(result).timeout(Duration.ofMillis(1)).onErrorComplete().block());
	}

	@Test
	void expressionThatFailsFailsTheFutureOrThePublisher() {
		this.application.run((context) -> {
			Press press = context.getBean(Press.class);
			assertThat(press.printFor(null)).isCompletedExceptionally();
			Mono<String> mono = press.printLaterFor(null);
			assertThatIllegalArgumentException().isThrownBy(mono::block).withMessageContaining("#reader");
		});
	}

	@Test
	void refusalFailsTheFuture() {
		this.application.run((context) -> {
			Press press = context.getBean(Press.class);
			context.getBean(LockyOperations.class).lock("press", "rival");
			assertThat(press.print(new CompletableFuture<>()).exceptionally(LockedAsyncTests::nameOf))
				.isCompletedWithValue("LockNotAcquiredException");
			assertThat(press.printStage().exceptionally(LockedAsyncTests::nameOf))
				.isCompletedWithValue("LockNotAcquiredException");
			context.getBean(LockEngine.class).stop();
			assertThat(press.printStage().exceptionally(LockedAsyncTests::nameOf))
				.isCompletedWithValue("LocksClosedException");
		});
	}

	@Test
	void lostLockOfAnOuterCallFailsTheFuture() {
		this.application.run((context) -> {
			Press press = context.getBean(Press.class);
			assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> press.direct(() -> {
				takeOver(context);
				assertThat(press.printStage().exceptionally(LockedAsyncTests::nameOf))
					.isCompletedWithValue("LeaseLostException");
				return "done";
			})).satisfies((ex) -> assertThat(ex.getResult()).isEqualTo("done"));
		});
	}

	@Test
	void failureOfRedisFailsTheFuture() {
		try (RedisServer other = RedisServer.start()) {
			LockedApplication.on(other)
				.withPropertyValues("spring.data.redis.timeout=1s")
				.withBean(Press.class)
				.run((context) -> {
					other.kill();
					assertThat(context.getBean(Press.class).printStage()).isCompletedExceptionally();
				});
		}
	}

	@Test
	void leaseThatAMockDoesNotReturnFailsTheFuture() {
		this.application.withBean("mine", LockyOperations.class, () -> Mockito.mock(LockyOperations.class))
			.run((context) -> assertThat(context.getBean(Press.class).print(new CompletableFuture<>()))
				.isCompletedExceptionally()
				.satisfies((result) -> assertThat(result.handle((printed, failure) -> failure).join())
					.hasMessageContaining("@AutoConfigureLocky")));
	}

	@Test
	void fallbackGivesTheFuture() {
		this.application.run((context) -> {
			context.getBean(LockyOperations.class).lock("press", "rival");
			Press press = context.getBean(Press.class);
			assertThat(press.printOrElse("later")).isCompletedWithValue("later");
			assertThat(press.printOrElse("").exceptionally(LockedAsyncTests::nameOf))
				.isCompletedWithValue("LockNotAcquiredException");
			Mono<String> mono = press.monoOrElse("");
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(mono::block);
		});
	}

	@Test
	void whatTheMethodThrowsInsteadOfReturningAFutureIsThrown() {
		this.application.run((context) -> {
			Press press = context.getBean(Press.class);
			assertThatIllegalStateException().isThrownBy(press::printNothing).withMessage("out of paper");
			assertThat(holder()).isNull();
		});
	}

	private static String nameOf(Throwable failure) {
		return failure.getClass().getSimpleName();
	}

	@Test
	void futureOfAnInnerCallKeepsTheLockOfTheOuterOne() {
		this.application.run((context) -> {
			Press press = context.getBean(Press.class);
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = press.direct(() -> press.print(work));
			assertThat(holder()).isNotNull();
			work.complete("printed");
			assertThat(result.join()).isEqualTo("printed");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void futureWhoseLockWasLostFails() {
		this.application.run((context) -> {
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Press.class).print(work);
			takeOver(context);
			work.complete("printed");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
				.havingCause()
				.isInstanceOfSatisfying(LeaseLostException.class,
						(ex) -> assertThat(ex.getResult()).isEqualTo("printed"));
		});
	}

	@Test
	void skippedFutureIsComplete() {
		this.application.run((context) -> {
			context.getBean(LockyOperations.class).lock("press", "rival");
			assertThat(context.getBean(Press.class).printIfFree()).isCompletedWithValue(null);
		});
	}

	@Test
	void monoLocksWhenItIsSubscribedToAndUntilItCompletes() {
		this.application.run((context) -> {
			Mono<@Nullable String> mono = context.getBean(Press.class).holderLater(Mono.fromSupplier(this::holder));
			assertThat(holder()).isNull();
			String first = mono.block();
			assertThat(first).isNotNull();
			assertThat(holder()).isNull();
			assertThat(mono.block()).isNotNull().isNotEqualTo(first);
		});
	}

	@Test
	void fluxHoldsTheLockUntilItFails() {
		this.application.run((context) -> {
			Flux<String> flux = context.getBean(Press.class)
				.pages(Flux.just("1", "2").concatWith(Flux.error(new IllegalStateException("out of paper"))));
			Queue<String> pages = new ConcurrentLinkedQueue<>();
			assertThatIllegalStateException().isThrownBy(() -> flux.doOnNext((page) -> {
				assertThat(holder()).isNotNull();
				pages.add(page);
			}).blockLast()).withMessage("out of paper");
			assertThat(pages).containsExactly("1", "2");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void cancelledFluxReleasesTheLock() {
		this.application.run((context) -> {
			Disposable subscription = context.getBean(Press.class).pages(Flux.never()).subscribe();
			Awaitility.await().until(() -> holder() != null);
			subscription.dispose();
			Awaitility.await().until(() -> holder() == null);
		});
	}

	@Test
	void subscriptionCancelledWhileItWaitsLeavesNoLockBehind() {
		this.application.run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			for (int i = 0; i < 20; i++) {
				assertThat(locky.lock("press", "rival")).isTrue();
				Disposable subscription = context.getBean(Press.class).pagesLater(Flux.never()).subscribe();
				locky.unlock("press", "rival");
				subscription.dispose();
				Awaitility.await()
					.until(() -> holder() == null && context.getBean(LockEngine.class).getLeases().getCount() == 0);
			}
		});
	}

	@Test
	void monoOfAMockFailsWithTheReason() {
		this.application.withBean("mine", LockyOperations.class, () -> Mockito.mock(LockyOperations.class))
			.run((context) -> {
				Mono<String> mono = context.getBean(Press.class).holderLater(Mono.just("printed"));
				assertThatIllegalStateException().isThrownBy(mono::block).withMessageContaining("@AutoConfigureLocky");
			});
	}

	@Test
	void refusedMonoFailsAndSkippedMonoIsEmpty() {
		this.application.run((context) -> {
			context.getBean(LockyOperations.class).lock("press", "rival");
			Press press = context.getBean(Press.class);
			assertThatExceptionOfType(LockNotAcquiredException.class)
				.isThrownBy(() -> press.holderLater(Mono.just("printed")).block());
			assertThat(press.monoIfFree().blockOptional()).isEmpty();
		});
	}

	@Test
	void monoWhoseLockWasLostFails() {
		this.application.run((context) -> {
			Sinks.One<String> work = Sinks.one();
			CompletableFuture<@Nullable String> result = context.getBean(Press.class)
				.holderLater(work.asMono())
				.toFuture();
			Awaitility.await().until(() -> holder() != null);
			takeOver(context);
			work.tryEmitValue("printed");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
				.withCauseInstanceOf(LeaseLostException.class);
		});
	}

	@Test
	void asyncMethodLocksOnItsOwnThread() {
		this.application.run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			locky.lock("press", "rival");
			CompletableFuture<String> result = context.getBean(Press.class).async(this::holder);
			assertThat(result).isNotDone();
			locky.unlock("press", "rival");
			assertThat(result.join()).isNotNull().isNotEqualTo("rival");
			Awaitility.await().until(() -> holder() == null);
		});
	}

	@Test
	void retryableMethodLocksForEachAttempt() {
		this.application.run((context) -> {
			Queue<String> holders = new ConcurrentLinkedQueue<>();
			context.getBean(Press.class).retry(() -> {
				holders.add(String.valueOf(holder()));
				if (holders.size() < 3) {
					throw new IllegalStateException("jammed");
				}
			});
			assertThat(holders).hasSize(3).doesNotHaveDuplicates().doesNotContain("null");
			assertThat(holder()).isNull();
		});
	}

	@Test
	void refusedAttemptIsRetried() {
		this.application.run((context) -> {
			context.getBean(LockyOperations.class).lock(LockRequest.of("press", "rival").ttl(Duration.ofMillis(100)));
			AtomicInteger runs = new AtomicInteger();
			context.getBean(Press.class).retry(runs::incrementAndGet);
			assertThat(runs).hasValue(1);
		});
	}

	@Test
	void scheduledMethodRunsOnlyWhereItGetsTheLock() {
		ApplicationContextRunner scheduled = LockedApplication.on(this.redis)
			.withUserConfiguration(SchedulingConfiguration.class)
			.withBean(Job.class);
		scheduled.run((one) -> scheduled.run((other) -> {
			Awaitility.await().until(() -> one.getBean(Job.class).runs() > 0 && other.getBean(Job.class).runs() > 0);
			assertThat(Job.overlaps).hasValue(0);
		}));
	}

	private static void takeOver(ApplicationContext context) {
		context.getBean(LockyOperations.class).lock(LockRequest.of("press", "rival").force());
		Awaitility.await().until(() -> context.getBean(LockEngine.class).getLeases().getCount() == 0);
	}

	private @Nullable String holder() {
		return (String) this.redis.command("GET", LockedApplication.PREFIX + "press");
	}

	/**
	 * Where pages are printed, one after another.
	 */
	@Locked("press")
	public static class Press {

		public CompletableFuture<String> print(CompletableFuture<String> work) {
			return work;
		}

		@Locked("press:#{#reader}")
		public CompletableFuture<String> printFor(@Nullable String reader) {
			return CompletableFuture.completedFuture("printed");
		}

		@Locked("press:#{#reader}")
		public Mono<String> printLaterFor(@Nullable String reader) {
			return Mono.just("printed");
		}

		public <T> T direct(Supplier<T> work) {
			return work.get();
		}

		public CompletionStage<String> printStage() {
			return CompletableFuture.completedFuture("printed");
		}

		public CompletableFuture<String> printNothing() {
			throw new IllegalStateException("out of paper");
		}

		@Locked(value = "press", fallback = "instead")
		public CompletableFuture<String> printOrElse(String other) {
			return CompletableFuture.completedFuture("printed");
		}

		private CompletableFuture<String> instead(String other, LockNotAcquiredException refused) {
			if (other.isEmpty()) {
				throw refused;
			}
			return CompletableFuture.completedFuture(other);
		}

		@Locked(value = "press", fallback = "monoInstead")
		public Mono<String> monoOrElse(String other) {
			return Mono.just("printed");
		}

		private Mono<String> monoInstead(String other, LockNotAcquiredException refused) {
			throw refused;
		}

		@Locked(value = "press", skip = true)
		public CompletableFuture<String> printIfFree() {
			return CompletableFuture.completedFuture("printed");
		}

		@Locked(value = "press", skip = true)
		public Mono<String> monoIfFree() {
			return Mono.just("printed");
		}

		public Mono<@Nullable String> holderLater(Mono<@Nullable String> work) {
			return work;
		}

		public Flux<String> pages(Flux<String> pages) {
			return pages;
		}

		@Locked(value = "press", waitAtMost = "20s")
		public Flux<String> pagesLater(Flux<String> pages) {
			return pages;
		}

		@Async
		@Locked(value = "press", waitAtMost = "20s")
		public CompletableFuture<String> async(Supplier<@Nullable String> work) {
			return CompletableFuture.completedFuture(work.get());
		}

		@Retryable(maxRetries = 10, delay = 50)
		public void retry(Runnable work) {
			work.run();
		}

	}

	/**
	 * A job that every instance would run.
	 */
	static class Job {

		private static final AtomicInteger running = new AtomicInteger();

		private static final AtomicInteger overlaps = new AtomicInteger();

		private final AtomicInteger runs = new AtomicInteger();

		int runs() {
			return this.runs.get();
		}

		@Scheduled(fixedDelay = 5)
		@Locked(value = "job", skip = true)
		void run() {
			if (running.incrementAndGet() > 1) {
				overlaps.incrementAndGet();
			}
			Thread.yield();
			running.decrementAndGet();
			this.runs.incrementAndGet();
		}

	}

	@EnableAsync
	@EnableResilientMethods
	@Configuration(proxyBeanMethods = false)
	static class AsyncConfiguration {

	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class SchedulingConfiguration {

	}

}
