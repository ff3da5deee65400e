package io.github.locky.annotation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.engine.waiting.LocksClosedException;
import io.github.locky.reactive.ReactiveLockyTemplate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;
import org.springframework.dao.CannotAcquireLockException;

/**
 * A method that is done when the publisher it returns completes or is cancelled. Each
 * subscription locks for itself, and calls the method on a thread that may block.
 */
final class ReactiveCall implements CallStyle {

	private final ReactiveAdapter adapter;

	ReactiveCall(ReactiveAdapter adapter) {
		this.adapter = adapter;
	}

	@Override
	public Object invoke(LockedCall call) {
		ProxyMethodInvocation invocation = (ProxyMethodInvocation) call.invocation();
		Flux<Object> flux = Flux.defer(() -> {
			// What the method itself is refused is its failure
			AtomicBoolean called = new AtomicBoolean();
			return new ReactiveLockyTemplate(call.locky()).usingLock(call.request(), (lease) -> {
				called.set(true);
				return proceed(invocation);
			})
				.onErrorResume((failure) -> !called.get() && isRefusal(failure),
						(failure) -> refused(call, (CannotAcquireLockException) failure));
		});
		return this.adapter.fromPublisher((this.adapter.isMultiValue()) ? flux : flux.singleOrEmpty());
	}

	@Override
	public Object failed(RuntimeException failure) {
		return this.adapter.fromPublisher(Mono.error(failure));
	}

	private Publisher<Object> proceed(ProxyMethodInvocation invocation) {
		return toPublisher(() -> invocation.invocableClone().proceed());
	}

	private static boolean isRefusal(Throwable failure) {
		return failure instanceof LockNotAcquiredException || failure instanceof LocksClosedException;
	}

	private Publisher<Object> refused(LockedCall call, CannotAcquireLockException refused) {
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

	/**
	 * Gives a publisher, or nothing.
	 */
	@FunctionalInterface
	private interface Work {

		@Nullable Object run() throws Throwable;

	}

}
