package io.github.locky.annotation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.reactive.ReactiveLockyTemplate;
import io.github.locky.store.memory.MemoryDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Locked methods that are called, and do not get another lock themselves: that is a
 * failure of theirs, not a reason to skip or replace the call.
 */
class InnerRefusalTests {

	private final LockyInstance instance = LockyInstance.start(new MemoryDatabase(), LockyInstance.Options.DEFAULT);

	private Press press;

	@BeforeEach
	void start() {
		LockyOperations locky = this.instance.locky();
		locky.lock("paper", "somebody");
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("locky", locky);
		ProxyFactory proxies = new ProxyFactory(new Press(locky));
		proxies.addAdvisor(new LockedAdvisor(beans, beans.getBeanProvider(LockyOperations.class), Duration.ofHours(1)));
		this.press = (Press) proxies.getProxy();
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void methodThatReturnsFails() {
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(this.press::skip);
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(this.press::replace);
	}

	@Test
	void futureFails() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.press.skipFuture().join())
			.withCauseInstanceOf(LockNotAcquiredException.class);
	}

	@Test
	void monoFails() {
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> this.press.skipMono().block());
	}

	@Test
	void fluxFailsAfterWhatItEmitted() {
		List<String> emitted = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.press.replaceFlux().doOnNext(emitted::add).blockLast());
		assertThat(emitted).containsExactly("cover");
	}

	@Test
	void eachSubscriptionIsRefusedByItself() {
		Mono<String> mono = this.press.skipMono();
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(mono::block);
		this.instance.locky().lock("press", "somebody");
		assertThat(mono.block()).isNull();
		assertThat(this.press.replaceFlux().collectList().block()).containsExactly("instead");
	}

	/**
	 * Prints if there is paper.
	 */
	static class Press {

		private static final LockRequest PAPER = LockRequest.of("paper");

		private final LockyOperations locky;

		Press(LockyOperations locky) {
			this.locky = locky;
		}

		@Locked(value = "press", skip = true)
		void skip() {
			this.locky.acquire(PAPER);
		}

		@Locked(value = "press", fallback = "instead")
		String replace() {
			return this.locky.acquire(PAPER).locker();
		}

		String instead() {
			return "instead";
		}

		@Locked(value = "press", skip = true)
		CompletableFuture<String> skipFuture() {
			return this.locky.acquireAsync(PAPER).thenApply((lease) -> "printed");
		}

		@Locked(value = "press", skip = true)
		Mono<String> skipMono() {
			return new ReactiveLockyTemplate(this.locky).acquire(PAPER).thenReturn("printed");
		}

		@Locked(value = "press", fallback = "insteadOfFlux")
		Flux<String> replaceFlux() {
			return Flux.just("cover").concatWith(printOnPaper());
		}

		private Mono<String> printOnPaper() {
			return new ReactiveLockyTemplate(this.locky).acquire(PAPER).thenReturn("printed");
		}

		Flux<String> insteadOfFlux() {
			return Flux.just("instead");
		}

	}

}
