package io.github.locky.annotation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.locky.Lease;
import io.github.locky.LockNotAcquiredException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;

/**
 * A method that is done when the publisher it returns completes or is cancelled. Each
 * subscription locks for itself, on a thread that may block.
 */
final class ReactiveCall implements CallStyle {

	private final ReactiveAdapter adapter;

	ReactiveCall(ReactiveAdapter adapter) {
		this.adapter = adapter;
	}

	@Override
	public Object invoke(LockedCall call) {
		ProxyMethodInvocation invocation = (ProxyMethodInvocation) call.invocation();
		Flux<Object> flux = Flux
			.usingWhen(acquire(call), (lease) -> Flux.from(proceed(invocation)).concatWith(end(lease)),
					ReactiveCall::release)
			.onErrorResume(LockNotAcquiredException.class, (refused) -> refused(call, refused));
		return this.adapter.fromPublisher((this.adapter.isMultiValue()) ? flux : flux.singleOrEmpty());
	}

	// Should the subscriber have gone when the lock is there, nobody else would release
	// it
	private static Mono<Lease> acquire(LockedCall call) {
		return Mono.<Lease>create((sink) -> {
			AtomicBoolean cancelled = new AtomicBoolean();
			Disposable task = Schedulers.boundedElastic().schedule(() -> acquire(call, sink, cancelled));
			sink.onCancel(() -> {
				cancelled.set(true);
				task.dispose();
			});
		}).doOnDiscard(Lease.class, (lease) -> Schedulers.boundedElastic().schedule(lease::close));
	}

	private static void acquire(LockedCall call, MonoSink<Lease> sink, AtomicBoolean cancelled) {
		try {
			sink.success(call.acquire());
		}
		catch (RuntimeException ex) {
			if (!cancelled.get()) {
				sink.error(ex);
			}
		}
	}

	private Publisher<Object> proceed(ProxyMethodInvocation invocation) {
		return toPublisher(() -> invocation.invocableClone().proceed());
	}

	private Publisher<Object> refused(LockedCall call, LockNotAcquiredException refused) {
		return toPublisher(() -> call.refused(refused));
	}

	private Publisher<Object> toPublisher(Work work) {
		try {
			return this.adapter.toPublisher(work.run());
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private static <T> Mono<T> end(Lease lease) {
		return blocking(() -> new SharedLease(lease).leaveWith(null));
	}

	// The end of a failed or cancelled call. What Redis does not release now is tried
	// again
	private static Mono<Void> release(Lease lease) {
		return ReactiveCall.<Void>blocking(lease::close).onErrorComplete();
	}

	private static <T> Mono<T> blocking(Runnable work) {
		return Mono.<T>fromRunnable(work).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Gives a publisher, or nothing.
	 */
	@FunctionalInterface
	private interface Work {

		@Nullable Object run() throws Throwable;

	}

}
