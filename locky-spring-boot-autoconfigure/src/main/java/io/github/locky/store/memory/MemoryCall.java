package io.github.locky.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.store.FencingToken;
import io.github.locky.store.InstanceId;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.Ownership;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * One call of a store, which alone sees and changes the locks, at one moment. Does what
 * the library of the scripts does. What it tells is delivered afterwards.
 */
final class MemoryCall {

	static final int PARTITION = 0;

	/**
	 * How many milliseconds those whose turn it is have to come.
	 */
	static final long RESERVATION = 30;

	private final LockTable table;

	private final DeadlineIndex deadlines;

	private final MemoryJournal journal;

	private final ForcedCalls forcedCalls;

	private final long journalLength;

	private final long now;

	private final long before;

	private @Nullable List<JournalEntry> page;

	private @Nullable List<Letter> letters;

	private @Nullable ReleaseRequest request;

	MemoryCall(LockTable table, DeadlineIndex deadlines, MemoryJournal journal, ForcedCalls forcedCalls,
			long journalLength, long now) {
		this.table = table;
		this.deadlines = deadlines;
		this.journal = journal;
		this.forcedCalls = forcedCalls;
		this.journalLength = journalLength;
		this.now = now;
		this.before = journal.head();
	}

	long now() {
		return this.now;
	}

	LockTable table() {
		return this.table;
	}

	DeadlineIndex deadlines() {
		return this.deadlines;
	}

	MemoryJournal journal() {
		return this.journal;
	}

	ForcedCalls forcedCalls() {
		return this.forcedCalls;
	}

	@Nullable LockRecord find(String resource) {
		return this.table.get(resource);
	}

	/**
	 * Return the record of a resource that is held.
	 * @param resource the resource
	 * @return the record; {@code null} if the resource is not locked
	 */
	@Nullable LockRecord findHeld(String resource) {
		LockRecord record = this.table.get(resource);
		return (record != null && isHeld(record)) ? record : null;
	}

	/**
	 * Return whether a resource is locked. At the very millisecond of its deadline it
	 * still is.
	 * @param record its record
	 * @return {@code false} if the ownership is over, or there is none
	 */
	boolean isHeld(LockRecord record) {
		return record.isOwned() && (record.deadline() == 0 || this.now <= record.deadline());
	}

	/**
	 * Return whether the first in the queue of a free resource still has its turn. One
	 * that were to last longer than turns do is from before the clock was set back.
	 * @param record its record
	 * @return {@code false} if the turn is over, or was not told
	 */
	boolean isReserved(LockRecord record) {
		long rest = record.reservedUntil() - this.now;
		return rest > 0 && rest <= RESERVATION;
	}

	/**
	 * Return how long a lock lives.
	 * @param record the record of a lock that is held
	 * @return the time; {@code null} if it does not expire
	 */
	@Nullable Duration remaining(LockRecord record) {
		return (record.deadline() != 0) ? Duration.ofMillis(record.deadline() - this.now) : null;
	}

	/**
	 * Describe a lock.
	 * @param record the record of a lock that is held
	 * @return the lock
	 */
	HeldLock held(LockRecord record) {
		return new HeldLock(record.resource(), record.locker(), record.id(), FencingToken.instant(record.id()),
				remaining(record), InstanceId.of(record.acquisition()), InstanceId.isReleased(record.acquisition()));
	}

	/**
	 * Return whether a lock is held as meant.
	 * @param record the record of a lock that is held
	 * @param ownership what is meant
	 * @return whether it is that
	 */
	static boolean isMeant(LockRecord record, Ownership ownership) {
		return switch (ownership.kind()) {
			case ANYONE -> true;
			case LOCKER -> record.locker().equals(ownership.value());
			case TOKEN -> record.id() == ownership.token();
			case LOCKER_AND_TOKEN -> record.id() == ownership.token() && record.locker().equals(ownership.value());
			case ACQUISITION -> record.acquisition().equals(ownership.value());
		};
	}

	private static boolean isOfAnother(LockRecord record, Ownership ownership) {
		return switch (ownership.kind()) {
			case ANYONE, LOCKER, LOCKER_AND_TOKEN -> true;
			case TOKEN -> !record.acquisition().equals(ownership.caller());
			case ACQUISITION -> false;
		};
	}

	/**
	 * Begin a new ownership of a resource that is free or taken over.
	 * @param resource the resource
	 * @param acquisition the attempt
	 * @param locker the locker
	 * @param ttl the time to live; {@code null} if it does not expire
	 * @param queue who waits
	 * @param previous whom it is taken from by force, or {@code null}
	 * @return the fencing token
	 */
	long own(String resource, String acquisition, String locker, @Nullable Duration ttl, InstanceQueue queue,
			@Nullable String previous) {
		long id = this.journal.nextId(this.now);
		append(new JournalEntry(id, (previous != null) ? JournalEntry.Kind.FORCED : JournalEntry.Kind.LOCKED, id,
				FencingToken.instant(id), resource, locker, ttl, previous));
		LockRecord record = this.table.getOrCreate(resource);
		record.own(id, acquisition, ttl, locker);
		record.setQueue(queue);
		this.deadlines.set(record, (ttl != null) ? this.now + ttl.toMillis() : 0);
		return id;
	}

	/**
	 * Let a lock live for so long from now.
	 * @param record its record
	 * @param ttl the time; {@code null} for ever
	 */
	void prolong(LockRecord record, @Nullable Duration ttl) {
		this.deadlines.set(record, (ttl != null) ? this.now + ttl.toMillis() : 0);
	}

	/**
	 * Journal the end of an ownership that somebody ends. The record is left to the
	 * caller.
	 * @param record its record
	 * @param ownership whose lock the caller meant
	 */
	void end(LockRecord record, Ownership ownership) {
		long id = this.journal.nextId(this.now);
		append(new JournalEntry(id, JournalEntry.Kind.UNLOCKED, record.id(), FencingToken.instant(id),
				record.resource(), record.locker(), null, null));
		this.deadlines.set(record, 0);
		if (isOfAnother(record, ownership)) {
			mailLoss(record);
		}
	}

	/**
	 * Let an ownership that somebody releases last for a while.
	 * @param record its record
	 * @param ownership whose lock the caller meant
	 * @param hold how long it is to last in all
	 * @param stays how long from now
	 */
	void release(LockRecord record, Ownership ownership, Duration hold, Duration stays) {
		if (InstanceId.isReleased(record.acquisition())) {
			return;
		}
		prolong(record, stays);
		if (isOfAnother(record, ownership)) {
			mailLoss(record);
		}
		record.release(InstanceId.released(record.acquisition()), hold);
	}

	/**
	 * Journal the end of an ownership that has run out. The record is left to the caller.
	 * @param record its record
	 */
	void settle(LockRecord record) {
		append(new JournalEntry(this.journal.nextId(this.now), JournalEntry.Kind.EXPIRED, record.id(),
				Instant.ofEpochMilli(record.deadline()), record.resource(), record.locker(), null, null));
		this.deadlines.set(record, 0);
		mailLoss(record);
	}

	/**
	 * Leave a resource without an ownership.
	 * @param record its record
	 * @param until how long the first in the queue has it reserved, in milliseconds; 0 if
	 * it was not told
	 * @param queue who waits
	 */
	void reserve(LockRecord record, long until, InstanceQueue queue) {
		record.free(until);
		record.setQueue(queue);
		if (queue.isEmpty()) {
			this.table.remove(record);
		}
	}

	/**
	 * Leave a free resource to the first in the queue, who is told and has it reserved
	 * for a while.
	 * @param record its record
	 * @param queue who waits
	 */
	void passOn(LockRecord record, InstanceQueue queue) {
		reserve(record, this.now + RESERVATION, queue);
		String first = queue.first();
		if (first != null) {
			mail(new Letter(first, null, record.resource()));
		}
	}

	void mailLoss(LockRecord record) {
		if (InstanceId.isLeased(record.acquisition())) {
			mail(new Letter(InstanceId.of(record.acquisition()), record.acquisition(), record.resource()));
		}
	}

	private void mail(Letter letter) {
		if (this.letters == null) {
			this.letters = new ArrayList<>(2);
		}
		this.letters.add(letter);
	}

	private void append(JournalEntry entry) {
		this.journal.add(entry, this.journalLength);
		if (this.page == null) {
			this.page = new ArrayList<>(2);
		}
		this.page.add(entry);
	}

	/**
	 * Tell all instances of a request, which is not journaled.
	 * @param request the request
	 */
	void tellAll(ReleaseRequest request) {
		this.request = request;
	}

	/**
	 * Return what was asked.
	 * @return the request; {@code null} if nothing was
	 */
	@Nullable ReleaseRequest request() {
		return this.request;
	}

	/**
	 * Return what was journaled.
	 * @return the message; {@code null} if nothing was
	 */
	@Nullable JournalMessage message() {
		return (this.page != null) ? new JournalMessage(PARTITION, this.before, this.page) : null;
	}

	/**
	 * Return what single instances are to be told.
	 * @return the letters
	 */
	List<Letter> letters() {
		return (this.letters != null) ? this.letters : List.of();
	}

	/**
	 * Something that one instance is told.
	 *
	 * @param to the id of the instance
	 * @param acquisition the attempt whose ownership was ended by another; {@code null}
	 * if it is the turn of the instance
	 * @param resource the resource
	 */
	record Letter(String to, @Nullable String acquisition, String resource) {

		void deliver(StoreListener listener) {
			if (this.acquisition != null) {
				listener.onOwnershipEnded(this.acquisition, this.resource);
			}
			else {
				listener.onTurn(this.resource);
			}
		}

	}

}
