package io.github.locky.reactive;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.locky.HeldLock;
import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.LockAttempt;
import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.TestStore;
import io.github.locky.event.LockyEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.MethodBeforeAdvice;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.BeanUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the locks are for Reactor.
 */
@Timeout(60)
abstract class ReactiveLockyContractTests {

	private static final Duration LONG = Duration.ofSeconds(25);

	private final TestStore store;

	private LockyInstance instance;

	private LockyOperations locky;

	private ReactiveLockyTemplate reactive;

	ReactiveLockyContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.locky = this.instance.locky();
		this.reactive = new ReactiveLockyTemplate(this.locky);
	}

	@AfterEach
	void stop() {
		this.reactive.destroy();
		this.instance.close();
	}

	@Test
	void doesWhatTheBlockingOnesDo() {
		assertThat(this.reactive.getLocker("article:1").blockOptional()).isEmpty();
		assertThat(this.reactive.find("article:1").blockOptional()).isEmpty();
		assertThat(this.reactive.refresh("article:1").block()).isFalse();
		assertThat(this.reactive.lock("article:1", "ada").block()).isTrue();
		assertThat(this.reactive.lock("article:1", "grace").block()).isFalse();
		assertThat(this.reactive.refresh("article:1").block()).isTrue();
		assertThat(this.reactive.refresh("article:1", "grace").block()).isFalse();
		assertThat(this.reactive.getLocker("article:1").block()).isEqualTo("ada");
		assertThat(this.reactive.find("article:1").block()).usingRecursiveComparison()
			.ignoringFields("remaining")
			.isEqualTo(this.locky.find("article:1").orElseThrow());
		assertThat(this.reactive.findAll().map(HeldLock::resource).collectList().block()).containsExactly("article:1");
		assertThat(this.reactive.unlock("article:1", "grace").block()).isFalse();
		assertThat(this.reactive.unlock("article:1", "ada").block()).isTrue();
		assertThat(this.reactive.unlock("article:1").block()).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> this.reactive.unlock(" ").block());
	}

	@Test
	void doesForOneOwnershipAndForOneLockerWhatTheBlockingOnesDo() {
		LockAttempt attempt = this.reactive.attempt(LockRequest.of("article:1", "ada")).block();
		assertThat(attempt).isEqualTo(new LockAttempt(true, this.locky.find("article:1").orElseThrow()));
		assertThat(this.reactive.attempt(LockRequest.of("article:1", "grace")).block())
			.isEqualTo(new LockAttempt(false, attempt.lock()));
		long token = attempt.lock().fencingToken();
		assertThat(this.reactive.refresh("article:1", "ada", token).block()).isTrue();
		assertThat(this.reactive.refresh("article:1", "ada", token + 1).block()).isFalse();
		assertThat(this.reactive.requestRelease("article:1", "grace", "please").block()).isTrue();
		assertThat(this.reactive.unlock("article:1", "grace", token).block()).isFalse();
		assertThat(this.reactive.unlock("article:1", "ada", token).block()).isTrue();
		assertThat(this.reactive.requestRelease("article:1", "grace", "please").block()).isFalse();
		this.locky.lock(LockRequest.ofAll(List.of("a", "b")).locker("ada"));
		this.locky.lock("c", "grace");
		assertThat(this.reactive.findByLocker("ada").map(HeldLock::resource).collectList().block())
			.containsExactlyInAnyOrder("a", "b");
		assertThat(this.reactive.unlockAll("ada").block()).isEqualTo(2);
		assertThat(this.reactive.findByLocker("ada").collectList().block()).isEmpty();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.reactive.attempt(LockRequest.ofAll(List.of("a", "b"))).block());
	}

	@Test
	void lockHasTheTimeToLiveOfLocksNotOfLeases() {
		assertThat(this.reactive.lock("article:1", "ada").block()).isTrue();
		assertThat(this.locky.find("article:1").orElseThrow().remaining()).isNull();
		assertThat(this.reactive.attempt(LockRequest.of("article:2", "ada")).block().lock().remaining()).isNull();
	}

	@Test
	void attemptWaitsIfItIsToldTo() {
		this.locky.lock("article:1", "ada");
		List<LockAttempt> attempts = new CopyOnWriteArrayList<>();
		this.reactive.attempt(LockRequest.of("article:1", "grace").waitAtMost(LONG)).subscribe(attempts::add);
		Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 1);
		this.locky.unlock("article:1");
		Awaitility.await().until(() -> !attempts.isEmpty());
		assertThat(attempts).singleElement()
			.satisfies((attempt) -> assertThat(attempt.granted()).isTrue())
			.satisfies((attempt) -> assertThat(attempt.lock().locker()).isEqualTo("grace"));
	}

	@Test
	void lockOfOperationsThatAreNotLockysOwnIsAskedOfThem() {
		ReactiveLockyTemplate template = new ReactiveLockyTemplate(answeringAfter(new CountDownLatch(0)));
		assertThat(template.lock("article:1", "ada").block()).isTrue();
		assertThat(template.attempt(LockRequest.of("article:1", "grace")).block().lock().locker()).isEqualTo("ada");
	}

	@Test
	void lockOfAProxiedTemplateIsAskedOfTheProxy() {
		List<String> calls = new CopyOnWriteArrayList<>();
		ProxyFactory factory = new ProxyFactory(this.locky);
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodBeforeAdvice) (method, arguments, target) -> calls.add(method.getName()));
		ReactiveLockyTemplate template = new ReactiveLockyTemplate((LockyOperations) factory.getProxy());
		assertThat(template.lock("article:1", "ada").block()).isTrue();
		assertThat(template.attempt(LockRequest.of("article:1", "grace")).block().granted()).isFalse();
		assertThat(calls).containsExactly("lock", "attempt");
	}

	@Test
	void nothingHappensWithoutASubscription() {
		Mono<Boolean> lock = this.reactive.lock("article:1", "ada");
		assertThat(this.locky.getLocker("article:1")).isNull();
		assertThat(lock.block()).isTrue();
		assertThat(lock.block()).isFalse();
	}

	@Test
	void lockOutlivesTheInstance() {
		assertThat(this.reactive.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(1))).block()).isTrue();
		assertThat(this.instance.leases().getCount()).isZero();
		try (LockyInstance other = this.store.start()) {
			this.instance.close();
			assertThat(other.locky().getLocker("article:1")).isEqualTo("ada");
		}
	}

	@Test
	void leaseIsTakenOrRefused() {
		Lease lease = this.reactive.acquire(LockRequest.of("article:1", "ada")).block();
		assertThat(lease.isValid()).isTrue();
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(this.reactive.acquire(LockRequest.of("article:1", "grace"))::block);
	}

	@Test
	void leaseIsToldAndReleasedWhateverAHookOfSchedulersThrows() {
		Schedulers.onScheduleHook("throwing", (task) -> {
			throw new AssertionError("Expected by the test");
		});
		try {
			Lease lease = this.reactive.acquire(LockRequest.of("article:1", "ada")).block(LONG);
			assertThat(lease.isValid()).isTrue();
			assertThat(this.reactive.lock(LockRequest.of("article:2", "ada")).block(LONG)).isTrue();
			assertThatIllegalStateException()
				.isThrownBy(
						() -> this.reactive
							.usingLock(LockRequest.of("article:3", "ada"),
									(held) -> Mono.error(new IllegalStateException("failed")))
							.blockLast(LONG))
				.withMessage("failed");
			assertThat(this.locky.getLocker("article:3")).isNull();
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(
						() -> this.reactive.usingLock(LockRequest.of("article:4", "ada"), (held) -> Mono.just("done"))
							.blockLast(LONG))
				.withRootCauseInstanceOf(AssertionError.class);
			Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:4")).isNull());
			assertThat(this.instance.leases().getCount()).isOne();
		}
		finally {
			Schedulers.resetOnScheduleHook("throwing");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { AssertionError.class, StackOverflowError.class, NoClassDefFoundError.class })
	void lockIsReleasedWhateverTheActionThrows(Class<? extends Error> type) {
		this.reactive.usingLock(LockRequest.of("article:1", "ada"), (lease) -> {
			throw BeanUtils.instantiateClass(type);
		}).onErrorComplete().blockLast(LONG);
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void lockIsHeldUntilThePublisherCompletes() {
		Sinks.Many<String> work = Sinks.many().unicast().onBackpressureBuffer();
		List<String> results = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		this.reactive.usingLock(LockRequest.of("article:1", "ada"), (lease) -> work.asFlux())
			.subscribe(results::add, null, done::countDown);
		Awaitility.await().until(() -> work.currentSubscriberCount() == 1);
		assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
		work.tryEmitNext("one");
		work.tryEmitNext("two");
		assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
		work.tryEmitComplete();
		Awaitility.await().until(() -> done.getCount() == 0);
		assertThat(results).containsExactly("one", "two");
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void lockIsReleasedWhenThePublisherFailsOrIsNone() {
		assertThatIllegalStateException()
			.isThrownBy(
					() -> this.reactive
						.usingLock(LockRequest.of("article:1", "ada"),
								(lease) -> Mono.error(new IllegalStateException("failed")))
						.blockLast())
			.withMessage("failed");
		assertThat(this.locky.getLocker("article:1")).isNull();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.reactive.usingLock(LockRequest.of("article:1", "ada"), (lease) -> {
				throw new IllegalStateException("failed");
			}).blockLast());
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void lockIsReleasedWhenTheSubscriptionIsCancelled() {
		Disposable subscription = this.reactive.usingLock(LockRequest.of("article:1", "ada"), (lease) -> Flux.never())
			.subscribe();
		Awaitility.await().until(() -> this.locky.getLocker("article:1") != null);
		subscription.dispose();
		Awaitility.await().until(() -> this.locky.getLocker("article:1") == null);
	}

	@Test
	void nothingIsDoneWithoutTheLock() {
		this.locky.lock("article:1", "ada");
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.reactive.usingLock(LockRequest.of("article:1", "grace"), (lease) -> {
				throw new AssertionError();
			}).blockLast());
	}

	@Test
	void lossIsToldAfterTheResultsUnlessTheWorkReleasedTheLease() {
		List<String> results = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(LeaseLostException.class)
			.isThrownBy(() -> this.reactive.usingLock(LockRequest.of("article:1", "ada"), (lease) -> {
				this.locky.unlock("article:1");
				return Mono.just("done");
			}).doOnNext(results::add).blockLast());
		assertThat(results).containsExactly("done");
		assertThat(this.reactive
			.usingLock(LockRequest.of("article:1", "ada"), (lease) -> Mono.fromCallable(lease::release))
			.blockLast()).isTrue();
	}

	@Test
	void waitingSubscriptionsTakeAHandfulOfThreadsAndLeaveNothingWhenTheyAreCancelled() {
		Lease first = this.locky.acquire(LockRequest.of("article:1", "ada"));
		int threads = Thread.getAllStackTraces().size();
		List<Disposable> waiting = IntStream.range(0, 1000)
			.mapToObj((i) -> this.reactive.acquire(LockRequest.of("article:1").waitAtMost(LONG)).subscribe())
			.toList();
		Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 1000);
		assertThat(Thread.getAllStackTraces().size()).isLessThan(threads + 10);
		waiting.forEach(Disposable::dispose);
		Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 0);
		first.release();
		Awaitility.await().until(() -> !this.store.isQueued("article:1", this.instance));
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void subscriptionThatIsCancelledWhenItGetsTheLockGivesItBack() {
		for (int round = 0; round < 20; round++) {
			Lease first = this.locky.acquire(LockRequest.of("article:1", "ada"));
			LockRequest request = LockRequest.of("article:1", "grace").waitAtMost(LONG);
			Mono<?> call = switch (round % 3) {
				case 0 -> this.reactive.acquire(request);
				case 1 -> this.reactive.lock(request);
				default -> this.reactive.attempt(request);
			};
			List<Object> got = new CopyOnWriteArrayList<>();
			// Unlike Reactor's own subscriber it drops nothing while it is disposed of
			BaseSubscriber<Object> waiting = new BaseSubscriber<>() {

				@Override
				protected void hookOnNext(Object value) {
					got.add(value);
				}

			};
			call.subscribe(waiting);
			Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 1);
			Thread releasing = new Thread(first::release);
			releasing.start();
			waiting.dispose();
			Awaitility.await()
				.until(() -> !releasing.isAlive() && this.instance.waiting().getWaiters().getCount() == 0);
			Awaitility.await().until(() -> !got.isEmpty() || this.locky.getLocker("article:1") == null);
			this.locky.unlock("article:1");
		}
	}

	@Test
	void subscribingThreadIsNotBlocked() {
		CountDownLatch answer = new CountDownLatch(1);
		LockyOperations slow = answeringAfter(answer);
		ReactiveLockyTemplate template = new ReactiveLockyTemplate(slow);
		List<Object> answers = new CopyOnWriteArrayList<>();
		List.<Flux<?>>of(template.refresh("a").flux(), template.refresh("a", "ada").flux(),
				template.refresh("a", "ada", 1).flux(), template.unlock("a").flux(), template.unlock("a", "ada").flux(),
				template.unlock("a", "ada", 1).flux(), template.find("a").hasElement().flux(),
				template.getLocker("a").hasElement().flux(), template.findAll().hasElements().flux(),
				template.findByLocker("ada").hasElements().flux(), template.unlockAll("ada").flux(),
				template.requestRelease("a", "ada", "").flux())
			.forEach((call) -> call.subscribe(answers::add));
		assertThat(answers).isEmpty();
		answer.countDown();
		Awaitility.await().until(() -> answers.size() == 12);
	}

	private LockyOperations answeringAfter(CountDownLatch answer) {
		return (LockyOperations) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { LockyOperations.class }, (proxy, method, arguments) -> {
					answer.await();
					return method.invoke(this.locky, arguments);
				});
	}

	@Test
	void eventsAreToldToAllWhoSubscribeFromThenOn() {
		this.instance.onEvent((event) -> {
			if (event instanceof LockyEvent lockyEvent) {
				this.reactive.onApplicationEvent(lockyEvent);
			}
		});
		List<String> one = new CopyOnWriteArrayList<>();
		List<String> two = new CopyOnWriteArrayList<>();
		this.reactive.events().map(LockyEvent::getResource).subscribe(one::add);
		this.locky.lock("article:1", "ada");
		Awaitility.await().until(() -> one.size() == 1);
		this.reactive.events().map(LockyEvent::getResource).subscribe(two::add);
		this.locky.lock("article:2", "ada");
		Awaitility.await().untilAsserted(() -> assertThat(one).containsExactly("article:1", "article:2"));
		Awaitility.await().untilAsserted(() -> assertThat(two).containsExactly("article:2"));
	}

	@Test
	void whoFallsBehindIsTold() {
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		List<LockyEvent> others = new CopyOnWriteArrayList<>();
		this.locky.lock("article:1", "ada");
		Awaitility.await().until(() -> this.instance.lastEvent() != null);
		BaseSubscriber<LockyEvent> slow = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(1);
			}

			@Override
			protected void hookOnError(Throwable failure) {
				failures.add(failure);
			}

		};
		this.reactive.events().subscribe(slow);
		this.reactive.events().subscribe(others::add);
		for (int i = 0; i < ReactiveLockyOperations.EVENTS + 2; i++) {
			this.reactive.onApplicationEvent(this.instance.lastEvent());
			int told = i + 1;
			Awaitility.await().pollInterval(Duration.ofNanos(100_000)).until(() -> others.size() == told);
		}
		slow.request(Long.MAX_VALUE);
		Awaitility.await().until(() -> !failures.isEmpty());
		assertThat(failures).singleElement().matches(Exceptions::isOverflow);
		this.reactive.destroy();
	}

}
