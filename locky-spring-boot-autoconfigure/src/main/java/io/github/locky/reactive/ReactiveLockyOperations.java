package io.github.locky.reactive;

import java.util.function.Function;

import io.github.locky.HeldLock;
import io.github.locky.Lease;
import io.github.locky.LockAttempt;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.LockyEvent;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@link LockyOperations} for Reactor. Nothing happens before there is a subscription,
 * which does what the method of the same name does there, and ends with what that returns
 * or throws. The subscribing thread is never blocked. Answers come on Reactor's
 * {@link reactor.core.scheduler.Schedulers#boundedElastic() boundedElastic} scheduler.
 * <p>
 * However many subscriptions wait for locks, no thread waits with them. Cancelled, a
 * subscription waits no longer, and what it has got meanwhile is released.
 */
public interface ReactiveLockyOperations {

	/**
	 * How many events may wait for one subscriber.
	 */
	int EVENTS = 1024;

	/**
	 * Lock the resource with the default time to live, without force and without waiting.
	 * @param resource the resource
	 * @param locker who locks it
	 * @return whether it was locked
	 * @see LockyOperations#lock(Object, Object)
	 */
	Mono<Boolean> lock(Object resource, Object locker);

	/**
	 * Lock one or several resources as the request says, all of them or none.
	 * @param request what to lock, for whom and how
	 * @return whether all are locked
	 * @see LockyOperations#lock(LockRequest)
	 */
	Mono<Boolean> lock(LockRequest request);

	/**
	 * Lock a resource as the request says, and tell who holds it now.
	 * @param request what to lock, one resource, for whom and how
	 * @return whether it is now locked by this call, and the lock
	 * @see LockyOperations#attempt(LockRequest)
	 */
	Mono<LockAttempt> attempt(LockRequest request);

	/**
	 * Let the lock of the resource live for its time to live from now, whoever holds it.
	 * @param resource the resource
	 * @return whether it is locked
	 * @see LockyOperations#refresh(Object)
	 */
	Mono<Boolean> refresh(Object resource);

	/**
	 * Let the lock of the resource live for its time to live from now, if this locker
	 * holds it.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @return whether it is locked by this locker
	 * @see LockyOperations#refresh(Object, Object)
	 */
	Mono<Boolean> refresh(Object resource, Object locker);

	/**
	 * Let the lock of the resource live for its time to live from now, if this ownership
	 * lasts.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @param fencingToken the fencing token of the ownership
	 * @return whether it lasts
	 * @see LockyOperations#refresh(Object, Object, long)
	 */
	Mono<Boolean> refresh(Object resource, Object locker, long fencingToken);

	/**
	 * Unlock the resource, whoever holds it.
	 * @param resource the resource
	 * @return whether it was locked
	 * @see LockyOperations#unlock(Object)
	 */
	Mono<Boolean> unlock(Object resource);

	/**
	 * Unlock the resource if this locker holds it.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @return whether it was locked by this locker
	 * @see LockyOperations#unlock(Object, Object)
	 */
	Mono<Boolean> unlock(Object resource, Object locker);

	/**
	 * Unlock the resource if this ownership lasts.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @param fencingToken the fencing token of the ownership
	 * @return whether it was locked so
	 * @see LockyOperations#unlock(Object, Object, long)
	 */
	Mono<Boolean> unlock(Object resource, Object locker, long fencingToken);

	/**
	 * Ask the holder of a resource to release it.
	 * @param resource the resource
	 * @param locker who asks
	 * @param message what to tell the holder, perhaps empty
	 * @return whether the resource is locked
	 * @see LockyOperations#requestRelease(Object, Object, String)
	 */
	Mono<Boolean> requestRelease(Object resource, Object locker, String message);

	/**
	 * Tell who holds the resource.
	 * @param resource the resource
	 * @return the locker; empty if the resource is not locked
	 * @see LockyOperations#getLocker(Object)
	 */
	Mono<String> getLocker(Object resource);

	/**
	 * Tell all that is known of the lock of a resource.
	 * @param resource the resource
	 * @return the lock; empty if the resource is not locked
	 * @see LockyOperations#find(Object)
	 */
	Mono<HeldLock> find(Object resource);

	/**
	 * Tell the locks taken through Locky and still held, page by page as they are asked
	 * for.
	 * @return the locks, in no order
	 * @see LockyOperations#findAll()
	 */
	Flux<HeldLock> findAll();

	/**
	 * Tell what a locker has locked through Locky and still holds, page by page as it is
	 * asked for.
	 * @param locker who must hold it
	 * @return the locks, in no order
	 * @see LockyOperations#findByLocker(Object)
	 */
	Flux<HeldLock> findByLocker(Object locker);

	/**
	 * Unlock whatever a locker has locked through Locky and still holds.
	 * @param locker who must hold it
	 * @return how many resources were unlocked
	 * @see LockyOperations#unlockAll(Object)
	 */
	Mono<Long> unlockAll(Object locker);

	/**
	 * Take a lease, waiting for it if the request says so.
	 * @param request what to lock, for whom and how
	 * @return the lease, whose methods block; fails with a
	 * {@link io.github.locky.LockNotAcquiredException} if a resource is held by another
	 * @see LockyOperations#acquire(LockRequest)
	 */
	Mono<Lease> acquire(LockRequest request);

	/**
	 * Do something under a lease, which is released when it completes, fails or is
	 * cancelled.
	 * @param <T> the type of the results
	 * @param request what to lock, for whom and how
	 * @param action gives what is done under the lease, on a thread that may block
	 * @return the results. Fails with a {@link io.github.locky.LockNotAcquiredException}
	 * if a resource is held by another, and then nothing was done; with a
	 * {@link io.github.locky.LeaseLostException} after all results if the lease was lost
	 * before
	 * @see LockyOperations#execute
	 */
	<T> Flux<T> usingLock(LockRequest request, Function<? super Lease, ? extends Publisher<? extends T>> action);

	/**
	 * Tell what happens to locks from now on, in every instance. A subscriber that does
	 * not ask for more while {@value #EVENTS} events wait for it fails with an overflow,
	 * {@link reactor.core.Exceptions#isOverflow}: it has missed some, and is to subscribe
	 * anew and to re-read what it remembers.
	 * @return the events that this instance hears of, the same for all who subscribe
	 */
	Flux<LockyEvent> events();

}
