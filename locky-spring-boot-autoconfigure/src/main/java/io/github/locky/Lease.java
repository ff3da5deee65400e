package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One or several resources held by a locker. Bound to no thread. A lease may be lost at
 * any time: it runs out, or somebody takes a resource over by force. Whoever holds it
 * learns of that soon, but may act late all the same; what it protects can refuse late
 * actions by the {@linkplain #fencingToken() fencing token}.
 */
public interface Lease extends AutoCloseable {

	/**
	 * Return what is held.
	 * @return the resources, in the order they were asked for
	 */
	List<String> resources();

	/**
	 * Return who holds it.
	 * @return the locker
	 */
	String locker();

	/**
	 * Return the fencing token, which is higher than that of any ownership of the
	 * resource before.
	 * @return the fencing token
	 * @throws IllegalStateException if the lease is of several resources, each of which
	 * has a {@linkplain #fencingToken(Object) token of its own}
	 */
	long fencingToken();

	/**
	 * Return the fencing token of one resource.
	 * @param resource the resource
	 * @return the fencing token
	 * @throws IllegalArgumentException if the lease is not of this resource
	 */
	long fencingToken(Object resource);

	/**
	 * Return whether the lease is held, for all this instance knows without asking Redis.
	 * @return {@code false} once it was released or lost, or may have run out
	 */
	boolean isValid();

	/**
	 * Return how long the lease is held at least, unless it is taken away.
	 * @return the time, zero if it is not held any more; {@code null} if it does not
	 * expire
	 */
	@Nullable Duration remaining();

	/**
	 * Let the lease live for its time to live from now. No lease is ever shortened.
	 * @return {@code false} if it is not held any more
	 * @throws org.springframework.dao.DataAccessException if Redis fails
	 */
	boolean refresh();

	/**
	 * Let the lease live for at least this time from now, also if that is longer than its
	 * time to live or than {@link LockRequest#keepAliveAtMost(Duration)} allows. No lease
	 * is ever shortened.
	 * @param ttl the time to live, 1 ms to 100 years; what is finer than a millisecond is
	 * cut off
	 * @return {@code false} if it is not held any more
	 * @throws org.springframework.dao.DataAccessException if Redis fails
	 */
	boolean refresh(Duration ttl);

	/**
	 * Renew the lease from now on as if it had been requested with
	 * {@link LockRequest#keepAlive()}, the first time at once, also if it was
	 * {@linkplain LockyOperations#resume resumed}. One that does not expire stays as it
	 * is. Does not wait for Redis: if it fails, that is tried again as any renewal.
	 */
	void keepAlive();

	/**
	 * End the lease, but leave what it holds locked until that runs out or somebody
	 * unlocks it: it is not renewed any more, and neither {@link #close()} nor the end of
	 * this instance releases it. What does not expire stays locked.
	 */
	void letRunOut();

	/**
	 * End the lease: stop renewing it, and release what is still held. A lease of a
	 * locker who came back ({@link LockRequest#reentrant()}) leaves the first one alone.
	 * @return {@code true} if all of it was still held. If the connection broke meanwhile
	 * and the release had to be sent again, what is gone by then counts as released by
	 * this, as nobody can tell.
	 * @throws org.springframework.dao.DataAccessException if Redis fails; the release is
	 * then tried again in the background
	 */
	boolean release();

	/**
	 * {@link #release() Release} the lease if this was not done yet. Does not complain
	 * about a lost lease.
	 */
	@Override
	void close();

	/**
	 * Call back when the lease is lost, or soon if it is lost already; never if it was
	 * released.
	 * @param callback whom to call, on a thread of Locky's, of which this instance has 64
	 * for all lost leases
	 */
	void onLost(Consumer<Lease> callback);

}
