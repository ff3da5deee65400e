package io.github.locky.reactive;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.InternalDeferredLocks;
import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.LockAttempt;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.engine.lease.CallLease;
import io.github.locky.event.LockyEvent;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationListener;
import org.springframework.util.Assert;

/**
 * {@link ReactiveLockyOperations} on top of {@link LockyOperations}. Of a
 * {@link io.github.locky.LockyTemplate} no thread waits for a lock. Others, such as a
 * wrapper or a proxy of one, are asked as they are; while they {@code lock} and
 * {@code attempt}, a thread of Reactor's waits.
 */
public class ReactiveLockyTemplate implements ReactiveLockyOperations, ApplicationListener<LockyEvent>, DisposableBean {

	private static final int PREFETCH = 64;

	private static final String NO_ANSWER = "No lease was returned. If LockyOperations is a mock, let tests lock in memory instead "
			+ "('locky.store=memory', or @AutoConfigureLocky of locky-spring-boot-test), or let its acquireAsync return one";

	// The first generated locker asks for the name of this host and for randomness, which
	// may block
	static {
		LockRequest.of("locky");
	}

	private final LockyOperations operations;

	private final @Nullable InternalDeferredLocks deferredLocks;

	private final Sinks.Many<LockyEvent> events = Sinks.many().multicast().directBestEffort();

	/**
	 * Create a template.
	 * @param operations what it is on top of
	 */
	public ReactiveLockyTemplate(LockyOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
		this.deferredLocks = InternalDeferredLocks.of(operations);
	}

	@Override
	public Mono<Boolean> lock(Object resource, Object locker) {
		return lock(LockRequest.of(resource, locker));
	}

	@Override
	public Mono<Boolean> lock(LockRequest request) {
		InternalDeferredLocks locks = this.deferredLocks;
		return (locks != null) ? answer(() -> locks.lock(request)) : blocking(() -> this.operations.lock(request));
	}

	@Override
	public Mono<LockAttempt> attempt(LockRequest request) {
		InternalDeferredLocks locks = this.deferredLocks;
		return (locks != null) ? answer(() -> locks.attempt(request))
				: blocking(() -> this.operations.attempt(request));
	}

	private static <T> Mono<T> answer(Supplier<CompletableFuture<InternalDeferredLocks.Answer<T>>> call) {
		return later(call, InternalDeferredLocks.Answer::undo).map(InternalDeferredLocks.Answer::value);
	}

	@Override
	public Mono<Boolean> refresh(Object resource) {
		return blocking(() -> this.operations.refresh(resource));
	}

	@Override
	public Mono<Boolean> refresh(Object resource, Object locker) {
		return blocking(() -> this.operations.refresh(resource, locker));
	}

	@Override
	public Mono<Boolean> refresh(Object resource, Object locker, long fencingToken) {
		return blocking(() -> this.operations.refresh(resource, locker, fencingToken));
	}

	@Override
	public Mono<Boolean> unlock(Object resource) {
		return blocking(() -> this.operations.unlock(resource));
	}

	@Override
	public Mono<Boolean> unlock(Object resource, Object locker) {
		return blocking(() -> this.operations.unlock(resource, locker));
	}

	@Override
	public Mono<Boolean> unlock(Object resource, Object locker, long fencingToken) {
		return blocking(() -> this.operations.unlock(resource, locker, fencingToken));
	}

	@Override
	public Mono<Boolean> requestRelease(Object resource, Object locker, String message) {
		return blocking(() -> this.operations.requestRelease(resource, locker, message));
	}

	@Override
	public Mono<String> getLocker(Object resource) {
		return blocking(() -> this.operations.getLocker(resource));
	}

	@Override
	public Mono<HeldLock> find(Object resource) {
		return blocking(() -> this.operations.find(resource)).flatMap(Mono::justOrEmpty);
	}

	@Override
	public Flux<HeldLock> findAll() {
		return locks(this.operations::findAll);
	}

	@Override
	public Flux<HeldLock> findByLocker(Object locker) {
		return locks(() -> this.operations.findByLocker(locker));
	}

	private static Flux<HeldLock> locks(Callable<Stream<HeldLock>> call) {
		return Flux.using(call, Flux::fromStream, Stream::close).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public Mono<Long> unlockAll(Object locker) {
		return blocking(() -> this.operations.unlockAll(locker));
	}

	@Override
	public Mono<Lease> acquire(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		return later(() -> this.operations.acquireAsync(request), (lease) -> lease::close);
	}

	// Should the subscriber have gone when the lock is there, nobody else would release
	// it
	private static <T> Mono<T> later(Supplier<CompletableFuture<T>> call, Function<T, Runnable> undo) {
		return Mono.defer(() -> {
			Delivery<T> delivery = new Delivery<>((answer) -> elsewhere(undo.apply(answer)));
			return Mono.<T>create((sink) -> tell(call.get(), sink, delivery))
				.handle(delivery::end)
				.doOnCancel(delivery::cancel);
		});
	}

	// What it completes on must not run what others do with the answer
	private static <T> void tell(CompletableFuture<T> call, MonoSink<T> sink, Delivery<T> delivery) {
		call.whenCompleteAsync((answer, failure) -> {
			if (failure == null && answer == null) {
				sink.error(new IllegalStateException(NO_ANSWER));
			}
			else if (failure == null) {
				if (delivery.begin(answer)) {
					sink.success(answer);
				}
			}
			else if (!call.isCancelled()) {
				sink.error(failure);
			}
		}, ReactiveLockyTemplate::elsewhere);
		sink.onCancel(() -> call.cancel(false));
	}

	// A lock must not be left behind because Reactor's threads are all busy, a hook of
	// the
	// application fails, or no thread can be started
	private static void elsewhere(Runnable task) {
		try {
			Schedulers.boundedElastic().schedule(task);
		}
		catch (Exception | Error ex) {
			onAnyThread(task);
		}
	}

	private static void onAnyThread(Runnable task) {
		try {
			CompletableFuture.runAsync(task);
		}
		catch (RuntimeException | Error ex) {
			task.run();
		}
	}

	@Override
	public <T> Flux<T> usingLock(LockRequest request,
			Function<? super Lease, ? extends Publisher<? extends T>> action) {
		Assert.notNull(action, "'action' must not be null");
		return Flux.usingWhen(acquire(request), (lease) -> protect(lease, action), ReactiveLockyTemplate::close);
	}

	private static <T> Flux<T> protect(Lease lease, Function<? super Lease, ? extends Publisher<? extends T>> action) {
		if (lease instanceof CallLease protecting) {
			protecting.beginCall();
		}
		return Flux.<T>from(action.apply(lease)).concatWith(end(lease));
	}

	private static <T> Mono<T> end(Lease lease) {
		return blocking(() -> {
			if (!((lease instanceof CallLease protecting) ? protecting.releaseAfterCall() : lease.release())) {
				throw new LeaseLostException(lease, null);
			}
			return null;
		});
	}

	// After a failure or a cancellation
	private static Mono<?> close(Lease lease) {
		return Mono.create((sink) -> elsewhere(() -> {
			try {
				lease.close();
			}
			catch (RuntimeException | Error ex) {
				// What Redis does not release now is tried again
			}
			sink.success();
		}));
	}

	private static <T> Mono<T> blocking(Callable<@Nullable T> call) {
		return Mono.<T>fromCallable(call).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public Flux<LockyEvent> events() {
		return this.events.asFlux()
			.onBackpressureBuffer(EVENTS - PREFETCH)
			.publishOn(Schedulers.boundedElastic(), PREFETCH);
	}

	/**
	 * An event was published, by one thread at a time.
	 * @param event the event
	 */
	@Override
	public synchronized void onApplicationEvent(LockyEvent event) {
		this.events.tryEmitNext(event);
	}

	@Override
	public void destroy() {
		this.events.tryEmitComplete();
	}

}
