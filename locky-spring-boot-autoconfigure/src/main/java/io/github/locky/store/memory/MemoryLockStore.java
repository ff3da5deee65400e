package io.github.locky.store.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.locky.HeldLock;
import io.github.locky.store.Diagnosis;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.IndexPage;
import io.github.locky.store.InstanceId;
import io.github.locky.store.JournalPage;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.PollCommand;
import io.github.locky.store.PollResult;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.ReleaseResult;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Locks in a {@link MemoryDatabase}, as one of the instances that work on it sees them.
 */
public final class MemoryLockStore implements LockStore {

	/**
	 * How many transitions are kept unless set.
	 */
	public static final long DEFAULT_JOURNAL_LENGTH = 100_000;

	private final InstanceId instance = InstanceId.create();

	private final MemoryDatabase database;

	private final long journalLength;

	private final Runnable onClose;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create a store on a database.
	 * @param database the database
	 * @param journalLength how many transitions are kept, at least 1
	 */
	public MemoryLockStore(MemoryDatabase database, long journalLength) {
		this(database, journalLength, () -> {
		});
	}

	private MemoryLockStore(MemoryDatabase database, long journalLength, Runnable onClose) {
		this.database = database;
		this.journalLength = journalLength;
		this.onClose = onClose;
	}

	/**
	 * Create a store on the database that all have in this virtual machine who name it
	 * so. It lasts until the last store on it is closed.
	 * @param name the name
	 * @param journalLength how many transitions are kept, at least 1
	 * @return the store
	 */
	public static MemoryLockStore named(String name, long journalLength) {
		return new MemoryLockStore(NamedDatabases.open(name), journalLength, () -> NamedDatabases.close(name));
	}

	@Override
	public InstanceId instance() {
		return this.instance;
	}

	@Override
	public String name() {
		return "its memory";
	}

	@Override
	public Ticker ticker() {
		return this.database.clock();
	}

	@Override
	public int partitions() {
		return 1;
	}

	@Override
	public int partitionOf(String resource) {
		return MemoryCall.PARTITION;
	}

	@Override
	public Set<Integer> knownPartitionsOf(Collection<String> resources) {
		return (resources.isEmpty()) ? Set.of() : Set.of(MemoryCall.PARTITION);
	}

	@Override
	public LockResult lock(int partition, LockCommand command) {
		long asked = ticker().nanoTime();
		return call((call) -> new Locking(call, this.instance.value(), command).lock(asked));
	}

	@Override
	public void probe(int partition, List<String> resources) {
		checkOpen();
	}

	@Override
	public List<ReleaseResult> unlock(int partition, List<LockTarget> targets) {
		return release((releasing) -> targets.stream().map(releasing::unlock).toList());
	}

	@Override
	public boolean unlock(int partition, String resource) {
		return release((releasing) -> releasing.unlock(new LockTarget(resource, Ownership.byAnyone())).released());
	}

	@Override
	public boolean canHandOver() {
		return true;
	}

	@Override
	public HandOverResult handOver(int partition, HandOverCommand command) {
		long asked = ticker().nanoTime();
		return release((releasing) -> releasing.handOver(command, asked));
	}

	@Override
	public List<Long> refresh(int partition, List<RefreshCommand> commands) {
		return call((call) -> commands.stream().map(new Looking(call)::refresh).toList());
	}

	@Override
	public List<@Nullable Duration> expire(int partition, List<String> resources) {
		return release((releasing) -> {
			List<@Nullable Duration> remaining = new ArrayList<>(resources.size());
			for (String resource : resources) {
				remaining.add(releasing.expire(resource));
			}
			return remaining;
		});
	}

	@Override
	public void leaveQueue(int partition, String resource) {
		release((releasing) -> {
			releasing.leave(resource);
			return true;
		});
	}

	@Override
	public PollResult poll(int partition, PollCommand command) {
		return call((call) -> new Looking(call).poll(command, this.instance));
	}

	@Override
	public List<@Nullable HeldLock> read(int partition, List<String> resources) {
		return call((call) -> {
			List<@Nullable HeldLock> held = new ArrayList<>(resources.size());
			for (String resource : resources) {
				held.add(new Looking(call).read(resource));
			}
			return held;
		});
	}

	@Override
	public IndexPage scan(int partition, String cursor, int size, @Nullable String locker) {
		return call((call) -> call.table()
			.page(cursor, size, (record) -> locker == null || (record.isOwned() && record.locker().equals(locker))));
	}

	@Override
	public boolean requestRelease(int partition, String resource, String requester, String message) {
		return call((call) -> {
			LockRecord record = call.findHeld(resource);
			if (record != null) {
				call.tellAll(new ReleaseRequest(resource, record.locker(), requester, message));
			}
			return record != null;
		});
	}

	@Override
	public List<HeldLock> expiring(int partition, Duration within, int limit) {
		return call((call) -> call.deadlines()
			.between(call.now(), call.now() + within.toMillis(), limit)
			.stream()
			.map(call::held)
			.toList());
	}

	@Override
	public JournalPage journal(int partition, long from, int limit) {
		return call((call) -> call.journal().read(from, limit));
	}

	private <T> T release(Function<Releasing, T> action) {
		return call((call) -> action.apply(new Releasing(call, this.instance.value())));
	}

	private <T> T call(Function<MemoryCall, T> action) {
		checkOpen();
		return this.database.call(this.journalLength, action);
	}

	private void checkOpen() {
		if (this.closed.get()) {
			throw new DataAccessResourceFailureException("The store is closed, as its instance has ended");
		}
	}

	@Override
	public StoreSubscription subscribe(StoreListener listener, boolean journal) {
		checkOpen();
		return this.database.subscribe(this.instance, listener, journal);
	}

	@Override
	public void check() {
		checkOpen();
	}

	@Override
	public void verify() {
		checkOpen();
	}

	@Override
	public void connectionLost() {
		// There is none
	}

	@Override
	public void verifyAfterLoss() {
		// There is none
	}

	@Override
	public boolean isRefusal(Throwable failure) {
		return true;
	}

	@Override
	public @Nullable Diagnosis diagnose(Throwable failure) {
		return null;
	}

	@Override
	public List<String> warnings() {
		return List.of("Locks are kept in memory and end at this virtual machine: nobody else sees them");
	}

	@Override
	public boolean isPublishing() {
		return true;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.onClose.run();
		}
	}

}
