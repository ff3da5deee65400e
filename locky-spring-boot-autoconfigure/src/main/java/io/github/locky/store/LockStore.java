package io.github.locky.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps locks, their journal and the queues of instances that wait for them. A store is
 * split into partitions; each method is about one of them and atomic. Methods block until
 * the store answers, and fail with a {@link org.springframework.dao.DataAccessException}.
 */
public interface LockStore extends AutoCloseable {

	/**
	 * Return the instance that uses this store.
	 * @return the instance
	 */
	InstanceId instance();

	/**
	 * Return what the store is called where people read of it.
	 * @return the name, as Redis
	 */
	String name();

	/**
	 * Return what times are measured by that are told of locks in this store.
	 * @return the time that passes on this machine, unless the store is in a time of its
	 * own
	 */
	default Ticker ticker() {
		return Ticker.SYSTEM;
	}

	/**
	 * Return the number of partitions, asking the store if that was not done yet.
	 * @return the number of partitions, at least 1
	 */
	int partitions();

	/**
	 * Return the partition of a resource, asking the store for their number if that was
	 * not done yet.
	 * @param resource the resource
	 * @return the partition, from 0
	 */
	int partitionOf(String resource);

	/**
	 * Return the partitions of resources without asking the store.
	 * @param resources the resources
	 * @return the partitions; empty if they are not known now
	 */
	Set<Integer> knownPartitionsOf(Collection<String> resources);

	/**
	 * Lock resources, all of them or none. A refusal changes nothing, but that the
	 * instance of one who waits stands in the queue. A call by force that is transmitted
	 * again takes nothing from somebody who came in between.
	 * @param partition the partition of all the resources
	 * @param command what to lock
	 * @return what became of it
	 */
	LockResult lock(int partition, LockCommand command);

	/**
	 * Fail as {@link #lock} would if the store cannot lock now, whoever holds the
	 * resources. Changes nothing.
	 * @param partition the partition of all the resources
	 * @param resources the resources
	 */
	void probe(int partition, List<String> resources);

	/**
	 * Unlock those of several resources that are held as meant. The next in the queue of
	 * each is told that it is its turn. What is to be held longer stays locked until
	 * then, expires, and can neither be prolonged nor come back to; unlocking it once
	 * more without a hold frees it.
	 * @param partition the partition of all the resources
	 * @param targets the locks, each resource once and no more than 200
	 * @return for each what became of it. An ownership meant by its token that was gone
	 * when the call had to be transmitted again counts as unlocked: the first time may
	 * have ended it
	 */
	List<ReleaseResult> unlock(int partition, List<LockTarget> targets);

	/**
	 * Unlock a resource whoever holds it, once however often the call is transmitted.
	 * @param partition the partition of the resource
	 * @param resource the resource
	 * @return whether it was locked
	 */
	boolean unlock(int partition, String resource);

	/**
	 * Return whether {@link #handOver} is possible.
	 * @return {@code false} if locks take more than one step
	 */
	boolean canHandOver();

	/**
	 * Unlock a resource and lock it for the next waiter of this instance, as long as
	 * nobody else queues; else at most 16 times in a row and only within 5 ms, after
	 * which it is unlocked for the next in the queue.
	 * @param partition the partition of the resource
	 * @param command what to hand over
	 * @return what became of it
	 */
	HandOverResult handOver(int partition, HandOverCommand command);

	/**
	 * Let locks live longer, each if it is held as meant.
	 * @param partition the partition of all the resources
	 * @param commands the locks, no more than 200
	 * @return for each the remaining milliseconds, -1 if it does not expire,
	 * {@link RefreshCommand#NOT_HELD} if it is not held as meant
	 */
	List<Long> refresh(int partition, List<RefreshCommand> commands);

	/**
	 * End recorded ownerships that are over, and go on in queues whose first has not
	 * come.
	 * @param partition the partition of all the resources
	 * @param resources the resources to look at, no more than 200
	 * @return for each how long it still lives; {@code null} if it does not expire, or is
	 * not held
	 */
	List<@Nullable Duration> expire(int partition, List<String> resources);

	/**
	 * Take this instance out of the queue of a resource, and if it is its turn pass that
	 * on.
	 * @param partition the partition of the resource
	 * @param resource the resource
	 */
	void leaveQueue(int partition, String resource);

	/**
	 * See how a partition is.
	 * @param partition the partition
	 * @param command what to look for
	 * @return how it is
	 */
	PollResult poll(int partition, PollCommand command);

	/**
	 * Read locks.
	 * @param partition the partition of all the resources
	 * @param resources the resources
	 * @return the lock of each; {@code null} if it is not locked
	 */
	List<@Nullable HeldLock> read(int partition, List<String> resources);

	/**
	 * Read a page of the index of held locks.
	 * @param partition the partition
	 * @param cursor where it begins, as the page before told
	 * @param size about how many locks it is chosen from
	 * @param locker whose locks are meant; {@code null} for all
	 * @return the page
	 */
	IndexPage scan(int partition, String cursor, int size, @Nullable String locker);

	/**
	 * Tell all instances that somebody asks the holder of a resource to release it. Is
	 * not journaled: who is not there does not hear of it.
	 * @param partition the partition of the resource
	 * @param resource the resource
	 * @param requester who asks
	 * @param message what they say
	 * @return whether it is locked
	 */
	boolean requestRelease(int partition, String resource, String requester, String message);

	/**
	 * Return locks that run out soon unless they are refreshed.
	 * @param partition the partition
	 * @param within how soon
	 * @param limit how many at most
	 * @return the locks as they are recorded, the first to run out first
	 */
	List<HeldLock> expiring(int partition, Duration within, int limit);

	/**
	 * Read the journal.
	 * @param partition the partition
	 * @param from the id of the first entry; {@link Long#MAX_VALUE} only to learn the
	 * head
	 * @param limit how many entries at most
	 * @return the entries from there on, that one itself included
	 */
	JournalPage journal(int partition, long from, int limit);

	/**
	 * Hear what the store tells. May block for seconds.
	 * @param listener who is told
	 * @param journal whether to hear of what is journaled, rather than only what is told
	 * to this instance alone
	 * @return the subscription
	 * @throws SubscriptionRefusedException if that is not possible
	 */
	StoreSubscription subscribe(StoreListener listener, boolean journal);

	/**
	 * Check before it is needed whether the store has what Locky needs.
	 * @throws RuntimeException if something is missing
	 */
	void check();

	/**
	 * {@linkplain #check() Check} again, and ask the store whether it takes locks now, in
	 * each partition, and has them as this instance expects.
	 * @throws RuntimeException if not
	 */
	void verify();

	/**
	 * A call has failed: after a lost connection it may be another store.
	 */
	void connectionLost();

	/**
	 * Ask again, if need be, what was not asked since a connection was lost.
	 * @throws RuntimeException if the store has not the locks as this instance expects
	 */
	void verifyAfterLoss();

	/**
	 * Return whether a failed call has changed nothing for sure.
	 * @param failure the failure
	 * @return {@code false} if its outcome is unknown
	 */
	boolean isRefusal(Throwable failure);

	/**
	 * Find out why the store failed.
	 * @param failure the failure
	 * @return the diagnosis, or {@code null} if it is not known
	 */
	@Nullable Diagnosis diagnose(Throwable failure);

	/**
	 * Return what may cost locks or time, as far as it is known.
	 * @return whole sentences
	 */
	List<String> warnings();

	/**
	 * Return whether messages can be sent, as far as it was tried.
	 * @return {@code false} if the store refused to
	 */
	boolean isPublishing();

	@Override
	void close();

}
