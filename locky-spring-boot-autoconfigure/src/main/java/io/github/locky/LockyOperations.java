package io.github.locky;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Locks on resources. A <em>resource</em> (an article, a job, an account) is locked by a
 * <em>locker</em> (a user, a node, a job), for a time or until released. Nothing is bound
 * to a thread: a lock may be taken on one thread, request or process and released on
 * another.
 * <p>
 * Resources and lockers are {@link CharSequence}, {@link Number}, {@link java.util.UUID}
 * or enum constants (their {@linkplain Enum#name() name}). Anything else, {@code null},
 * blank or ill-formed text is an {@link IllegalArgumentException} that names the
 * argument. Failures of Redis are {@linkplain org.springframework.dao.DataAccessException
 * DataAccessExceptions}, never a {@code false}.
 * <p>
 * What locks, waiting or not, gives up when its thread is interrupted, with a
 * {@link org.springframework.dao.CannotAcquireLockException} and nothing locked. What
 * asks, refreshes or unlocks does so on an interrupted thread, too. The thread stays
 * interrupted either way.
 */
public interface LockyOperations {

	/**
	 * Lock the resource with the default time to live, without force and without waiting.
	 * @param resource the resource
	 * @param locker who locks it
	 * @return {@code true} if the resource is now locked by this call, {@code false} if
	 * it was locked already, be it by the same locker
	 */
	boolean lock(Object resource, Object locker);

	/**
	 * Lock one or several resources as the request says, all of them or none.
	 * @param request what to lock, for whom and how
	 * @return {@code true} if all are now locked
	 */
	boolean lock(LockRequest request);

	/**
	 * Lock a resource as the request says, and return who holds it now: the fencing token
	 * to go on with, or whom to wait for. Like {@link #lock} this takes no lease: the
	 * lock is not renewed, and stays when this instance shuts down.
	 * @param request what to lock, one resource, for whom and how
	 * @return whether it is now locked by this call, and the lock
	 */
	LockAttempt attempt(LockRequest request);

	/**
	 * Let the lock of the resource live for its time to live from now, whoever holds it.
	 * A lock without time to live stays as it is; no lock is ever shortened.
	 * @param resource the resource
	 * @return {@code true} if the resource is locked
	 */
	boolean refresh(Object resource);

	/**
	 * Let the lock of the resource live for its time to live from now, if this locker
	 * holds it.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @return {@code true} if the resource is locked by this locker
	 */
	boolean refresh(Object resource, Object locker);

	/**
	 * Let the lock of the resource live for its time to live from now, if this ownership
	 * lasts.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @param fencingToken the fencing token of the ownership
	 * @return {@code true} if it lasts, {@code false} if it is over, also if the locker
	 * has locked the resource anew
	 */
	boolean refresh(Object resource, Object locker, long fencingToken);

	/**
	 * Unlock the resource, whoever holds it.
	 * @param resource the resource
	 * @return {@code true} if it was locked
	 */
	boolean unlock(Object resource);

	/**
	 * Unlock the resource if this locker holds it.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @return {@code true} if it was locked by this locker
	 */
	boolean unlock(Object resource, Object locker);

	/**
	 * Unlock the resource if this ownership lasts.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @param fencingToken the fencing token of the ownership
	 * @return {@code true} if it was locked so, {@code false} if the ownership was over,
	 * also if the locker has locked the resource anew
	 */
	boolean unlock(Object resource, Object locker, long fencingToken);

	/**
	 * Ask the holder of a resource to release it. Every instance hears of it as a
	 * {@link io.github.locky.event.ReleaseRequestedEvent} if it is there now; nothing
	 * changes, and the holder decides.
	 * @param resource the resource
	 * @param locker who asks
	 * @param message what to tell the holder, perhaps empty, 1000 characters at most
	 * @return {@code true} if the resource is locked
	 */
	boolean requestRelease(Object resource, Object locker, String message);

	/**
	 * Return who holds the resource.
	 * @param resource the resource
	 * @return the locker, or {@code null} if the resource is not locked
	 */
	@Nullable String getLocker(Object resource);

	/**
	 * Return all that is known of the lock of a resource.
	 * @param resource the resource
	 * @return the lock, or empty if the resource is not locked
	 */
	Optional<HeldLock> find(Object resource);

	/**
	 * Return the locks taken through Locky and still held, page by page as the stream is
	 * read. It is no snapshot: locks taken or released meanwhile may be in it or not, and
	 * each lock in it was held when its page was read.
	 * @return a stream in no order, to be closed
	 */
	Stream<HeldLock> findAll();

	/**
	 * Return what a locker has locked through Locky and still holds, as
	 * {@link #findAll()} does. All held locks are looked through for that, a page at a
	 * time.
	 * @param locker who must hold it
	 * @return a stream in no order, to be closed
	 */
	Stream<HeldLock> findByLocker(Object locker);

	/**
	 * Unlock whatever a locker has locked through Locky and still holds: who logs out, or
	 * a node that was taken out of service. All held locks are looked through for that, a
	 * page at a time, and each unlock is an event. What the locker takes meanwhile may
	 * stay locked.
	 * @param locker who must hold it
	 * @return how many resources were unlocked
	 */
	long unlockAll(Object locker);

	/**
	 * Take a lease, waiting for it if the request says so. Unless the request has a time
	 * to live of its own, the lease is renewed until it is released, so that it outlives
	 * a process that dies for no longer than {@code locky.lease.ttl}.
	 * @param request what to lock, for whom and how
	 * @return the lease, to be closed; empty if a resource is held by another
	 */
	Optional<Lease> tryAcquire(LockRequest request);

	/**
	 * Take a lease as {@link #tryAcquire} does.
	 * @param request what to lock, for whom and how
	 * @return the lease, to be closed
	 * @throws LockNotAcquiredException if a resource is held by another
	 */
	Lease acquire(LockRequest request);

	/**
	 * Take a lease as {@link #acquire(LockRequest)} does, but later: the calling thread
	 * is not blocked, and no other while the call waits.
	 * @param request what to lock, for whom and how
	 * @return completes as the method does, on a thread of Locky's that must not be
	 * blocked. If it is cancelled, or completed otherwise before, as by a timeout, the
	 * call waits no longer, and the lease that it has got meanwhile is released
	 */
	CompletableFuture<Lease> acquireAsync(LockRequest request);

	/**
	 * Pick up an ownership that was taken elsewhere through Locky: in another request, on
	 * another thread or in another process. The lease is not renewed, and not released
	 * when this instance shuts down.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @return the lease, or empty if this locker does not hold the resource
	 */
	Optional<Lease> resume(Object resource, Object locker);

	/**
	 * Pick up an ownership as {@link #resume(Object, Object)} does, but only this one.
	 * @param resource the resource
	 * @param locker who must hold it
	 * @param fencingToken the fencing token of the ownership
	 * @return the lease, or empty if this ownership is over
	 */
	Optional<Lease> resume(Object resource, Object locker, long fencingToken);

	/**
	 * Do something under a lease, which is taken as {@link #tryAcquire} does.
	 * @param <T> the type of the result
	 * @param <E> the type of exception the action may throw
	 * @param request what to lock, for whom and how
	 * @param action what to do; it is not interrupted if the lease is lost
	 * @return what the action returned
	 * @throws LockNotAcquiredException if a resource is held by another; the action was
	 * not done then
	 * @throws LeaseLostException if the action came to its end, but the lease was lost
	 * before; it has the result
	 * @throws E if the action fails
	 */
	<T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LeaseCallback<T, E> action)
			throws E;

	/**
	 * Do something without a result under a lease.
	 * @param <E> the type of exception the action may throw
	 * @param request what to lock, for whom and how
	 * @param action what to do; it is not interrupted if the lease is lost
	 * @throws LockNotAcquiredException if a resource is held by another; the action was
	 * not done then
	 * @throws LeaseLostException if the action came to its end, but the lease was lost
	 * before
	 * @throws E if the action fails
	 */
	<E extends Throwable> void executeWithoutResult(LockRequest request, LeaseAction<E> action) throws E;

}
