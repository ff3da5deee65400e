package io.github.locky.adapter;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.annotation.Locked;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.autoconfigure.LockyReactiveAutoConfiguration;
import io.github.locky.engine.LockEngine;
import io.github.locky.reactive.ReactiveLockyOperations;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import redis.embedded.RedisServer;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Threads that must not block subscribe, and BlockHound watches.
 */
@Timeout(120)
@ParameterizedClass
@ValueSource(booleans = { true, false })
class NonBlockingTests {

	private static final List<Error> violations = new CopyOnWriteArrayList<>();

	private final boolean inRedis;

	private @Nullable RedisServer server;

	private ConfigurableApplicationContext context;

	private ReactiveLockyOperations locky;

	NonBlockingTests(boolean inRedis) {
		this.inRedis = inRedis;
	}

	@BeforeAll
	static void watch() {
		BlockHound.install((builder) -> builder.blockingMethodCallback((method) -> {
			Error violation = new BlockingOperationError(method);
			violations.add(violation);
			throw violation;
		}));
	}

	@BeforeEach
	void start() throws IOException {
		this.server = (this.inRedis) ? LocalRedis.start() : null;
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run((this.server != null) ? "--spring.data.redis.port=" + this.server.ports().get(0)
					: "--locky.store=memory");
		this.locky = this.context.getBean(ReactiveLockyOperations.class);
		violations.clear();
	}

	@AfterEach
	void stop() throws IOException {
		this.context.close();
		if (this.server != null) {
			this.server.stop();
		}
	}

	@Test
	void whoBlocksWouldBeFound() {
		assertThatException().isThrownBy(() -> withoutBlocking(() -> Mono.fromRunnable(NonBlockingTests::sleep)))
			.withCauseInstanceOf(BlockingOperationError.class);
		assertThat(violations).hasSize(1);
	}

	@Test
	void nobodyBlocksTheThreadThatSubscribes() {
		LockRequest request = LockRequest.of("article:12", "ada");
		LockRequest waiting = LockRequest.of("article:12").waitAtMost(Duration.ofMillis(20));
		List.<Supplier<Publisher<?>>>of(() -> this.locky.lock("article:12", "ada"), () -> this.locky.lock(request),
				() -> this.locky.lock(waiting), () -> this.locky.attempt(request), () -> this.locky.attempt(waiting),
				() -> this.locky.acquire(request), () -> this.locky.acquire(waiting),
				() -> this.locky.getLocker("article:12"), () -> this.locky.find("article:12"), this.locky::findAll,
				() -> this.locky.findByLocker("ada"), () -> this.locky.requestRelease("article:12", "grace", ""),
				() -> this.locky.refresh("article:12"), () -> this.locky.refresh("article:12", "ada"),
				() -> this.locky.refresh("article:12", "ada", 1), () -> this.locky.unlock("article:12", "ada", 1),
				() -> this.locky.unlock("article:12", "ada"), () -> this.locky.unlock("article:12"),
				() -> this.locky.unlockAll("ada"), () -> this.locky.usingLock(request, (lease) -> Mono.just("done")),
				() -> this.context.getBean(Desk.class).publish(13))
			.forEach(this::withoutBlocking);
		assertThat(violations).isEmpty();
	}

	@Test
	void nobodyBlocksTheThreadThatCancelsOrSubscribesToEvents() {
		this.context.getBean(LockyOperations.class).lock("article:12", "ada");
		LockRequest waiting = LockRequest.of("article:12", "grace").waitAtMost(Duration.ofMinutes(1));
		List<String> heard = new CopyOnWriteArrayList<>();
		List<Disposable> subscriptions = new CopyOnWriteArrayList<>();
		withoutBlocking(() -> Mono.fromRunnable(() -> {
			subscriptions.add(this.locky.events().subscribe((event) -> heard.add(event.getLocker())));
			subscriptions.add(this.locky.acquire(waiting).subscribe());
			subscriptions.add(this.locky.attempt(waiting).subscribe());
			subscriptions
				.add(this.locky.usingLock(LockRequest.of("article:13", "alan"), (lease) -> Flux.never()).subscribe());
		}));
		LockEngine engine = this.context.getBean(LockEngine.class);
		Awaitility.await().until(() -> heard.contains("alan") && engine.getWaiting().getWaiters().getCount() == 2);
		withoutBlocking(() -> Mono.fromRunnable(() -> subscriptions.forEach(Disposable::dispose)));
		Awaitility.await().until(() -> engine.getWaiting().getWaiters().getCount() == 0);
		Awaitility.await().until(() -> this.context.getBean(LockyOperations.class).getLocker("article:13") == null);
		assertThat(violations).isEmpty();
	}

	private void withoutBlocking(Supplier<? extends Publisher<?>> call) {
		Flux.<Object>defer(() -> Flux.from(call.get()))
			.onErrorComplete(LockNotAcquiredException.class)
			.subscribeOn(Schedulers.parallel())
			.blockLast();
	}

	private static void sleep() {
		try {
			Thread.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, DataRedisAutoConfiguration.class,
			LockyAutoConfiguration.class, LockedAutoConfiguration.class, LockyReactiveAutoConfiguration.class })
	static class Application {

		@Bean
		Desk desk() {
			return new Desk();
		}

	}

	static class Desk {

		@Locked("article:#{#id}")
		Mono<String> publish(long id) {
			return Mono.just("published");
		}

	}

}
