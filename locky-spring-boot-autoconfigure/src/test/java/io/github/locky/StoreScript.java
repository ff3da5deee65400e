package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.IndexPage;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.ReleaseResult;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps on a store by several instances, and tells in words what came of it, without
 * what differs by nature: times, tokens and the names of instances.
 */
final class StoreScript implements AutoCloseable {

	private final List<LockStore> stores;

	private final List<String> mail = new CopyOnWriteArrayList<>();

	private final List<StoreSubscription> subscriptions = new ArrayList<>();

	private final List<Long> tokens = new ArrayList<>();

	StoreScript(List<LockStore> stores) {
		this.stores = stores;
		stores.forEach((store) -> this.subscriptions.add(store.subscribe(new Mailbox(), false)));
	}

	/**
	 * Number tokens anew.
	 */
	void beginRound() {
		this.tokens.clear();
	}

	String run(Step step) {
		LockStore store = this.stores.get(step.instance());
		String result = switch (step.kind()) {
			case 0, 1, 2, 3 -> inWords(store.lock(0, step.lock(store)));
			case 4, 5 ->
				released(store.unlock(0, List.of(new LockTarget(step.resource(), ownership(step), step.hold()))));
			case 6 -> String.valueOf(store.unlock(0, step.resource()));
			case Step.HAND_OVER ->
				inWords(store.handOver(0, new HandOverCommand(new LockTarget(step.resource(), ownership(step)),
						step.lock(store).only(List.of(step.resource())), (step.option(3) % 2 == 0) ? 20 : 1, 0)));
			case 8 ->
				refreshed(store.refresh(0, List.of(new RefreshCommand(new LockTarget(step.resource(), ownership(step)),
						(step.option(2) % 2 == 0) ? Duration.ofHours(3) : null))));
			case 9, 10 -> expired(store.expire(0, step.resources()));
			case 11 -> {
				store.leaveQueue(0, step.resource());
				yield "left";
			}
			case 12 -> recorded(store, step);
			case 13 -> expiring(store, step);
			case 14 -> String.valueOf(store.requestRelease(0, step.resource(), "grace", "please"));
			default -> store.read(0, step.resources()).stream().map(this::describe).collect(Collectors.joining(", "));
		};
		return inWords(result);
	}

	private static String recorded(LockStore store, Step step) {
		String locker = (step.option(2) % 4 == 0) ? null : step.locker(step.option(6));
		Set<String> found = new TreeSet<>();
		String cursor = IndexPage.FIRST;
		do {
			IndexPage page = store.scan(0, cursor, 1000, locker);
			page.resources().stream().filter((resource) -> resource.startsWith(step.prefix())).forEach(found::add);
			cursor = page.cursor();
		}
		while (!cursor.equals(IndexPage.FIRST));
		return locker + " has " + found;
	}

	// As the store has it, also after its end
	private String expiring(LockStore store, Step step) {
		return store.expiring(0, Duration.ofMinutes(40), 10_000)
			.stream()
			.filter((lock) -> lock.resource().startsWith(step.prefix()) && lock.remaining() != null
					&& lock.remaining().compareTo(Duration.ofMinutes(20)) > 0)
			.map((lock) -> describe(lock) + " for " + roughly(lock.remaining()))
			.sorted()
			.toList()
			.toString();
	}

	private String describe(@Nullable HeldLock held) {
		return (held != null) ? held.resource() + " by " + held.locker() + " #" + token(held.fencingToken()) + " of "
				+ held.instance() + ((held.released()) ? ", released" : "") : "free";
	}

	private Ownership ownership(Step step) {
		String acquisition = this.stores.get(step.option(4) % this.stores.size()).instance().value()
				+ step.acquisitionOf(step.option(5));
		return switch (step.option(1) % 6) {
			case 0 -> Ownership.byAnyone();
			case 1 -> Ownership.byLocker(step.locker(step.option(6)));
			case 2 -> Ownership.byAcquisition(acquisition);
			case 3 -> Ownership.byLockerAndToken(step.locker(step.option(6)), lastToken());
			default -> Ownership.byToken(lastToken(), (step.option(2) % 2 == 0) ? acquisition : null);
		};
	}

	private long lastToken() {
		return (this.tokens.isEmpty()) ? 1 : this.tokens.get(this.tokens.size() - 1);
	}

	private String inWords(LockResult result) {
		if (result instanceof LockResult.Refused refused) {
			return "refused " + refused.resource() + " held by " + describe(refused.held()) + " for "
					+ roughly(refused.remaining()) + " place " + refused.place();
		}
		return ((LockResult.Granted) result).grants()
			.stream()
			.map((grant) -> "granted " + grant.resource() + " #" + token(grant.token()) + " for "
					+ roughly(grant.remaining()) + " from " + grant.previousLocker() + " kept "
					+ grant.previousAcquisition())
			.collect(Collectors.joining(", "));
	}

	private String inWords(HandOverResult result) {
		return result.unlocked() + " "
				+ ((result.granted() != null) ? inWords((LockResult) result.granted()) : "nothing");
	}

	private static String refreshed(List<Long> remaining) {
		return remaining.stream()
			.map((millis) -> (millis < 0) ? millis.toString() : roughly(Duration.ofMillis(millis)))
			.toList()
			.toString();
	}

	private static String released(List<ReleaseResult> results) {
		return results.stream()
			.map((result) -> result.released()
					+ ((result.stays() != null) ? " and stays for " + roughly(result.stays()) : ""))
			.toList()
			.toString();
	}

	private static String expired(List<@Nullable Duration> remaining) {
		return remaining.stream().map(StoreScript::roughly).toList().toString();
	}

	private static String roughly(@Nullable Duration time) {
		return (time != null) ? "about " + Math.round(time.toMillis() / 60_000.0) + " min" : "ever";
	}

	List<String> inWords(List<JournalEntry> journal) {
		return journal.stream()
			.map((entry) -> entry.kind() + " " + entry.resource() + " by " + entry.locker() + " #"
					+ token(entry.token()) + " for " + entry.ttl() + " from " + entry.previousLocker())
			.toList();
	}

	String inWords(String words) {
		String result = words;
		for (int i = 0; i < this.stores.size(); i++) {
			result = result.replace(this.stores.get(i).instance().value(), "instance" + i);
		}
		return result;
	}

	private int token(long token) {
		if (!this.tokens.contains(token)) {
			this.tokens.add(token);
		}
		return this.tokens.indexOf(token);
	}

	/**
	 * Return what the instances were told of resources.
	 * @param prefix what the resources begin with
	 * @return the messages in no order, as those of several instances have none
	 */
	List<String> told(String prefix) {
		return this.mail.stream().filter((message) -> message.contains(prefix)).map(this::inWords).sorted().toList();
	}

	@Override
	public void close() {
		this.subscriptions.forEach(StoreSubscription::close);
		this.stores.forEach(LockStore::close);
	}

	/**
	 * A step by one of the instances.
	 *
	 * @param kind what to do
	 * @param instance who does it
	 * @param prefix what resources begin with
	 * @param number the number of the step
	 * @param options what else is random
	 */
	record Step(int kind, int instance, String prefix, int number, List<Integer> options) {

		private static final int HAND_OVER = 7;

		private static final int PAUSE = 15;

		static Step random(Random random, int instances, String prefix, int number) {
			return new Step(random.nextInt(PAUSE + 1), random.nextInt(instances), prefix, number,
					random.ints(8, 0, 1000).boxed().toList());
		}

		boolean isPause() {
			return this.kind == PAUSE;
		}

		boolean isHandOver() {
			return this.kind == HAND_OVER;
		}

		int option(int number) {
			return this.options.get(number);
		}

		String resource() {
			return this.prefix + ((option(0) % 3 == 0) ? "b" : "a");
		}

		List<String> resources() {
			return (option(7) % 3 == 0) ? List.of(this.prefix + "a", this.prefix + "b") : List.of(resource());
		}

		String locker(int number) {
			return (number % 2 == 0) ? "ada" : "grace";
		}

		String acquisitionOf(int number) {
			return ((number % 3 == 0) ? "-" : ".") + this.prefix.replace(":", "") + "s" + (number % (this.number + 1));
		}

		LockCommand lock(LockStore store) {
			LockRequest request = LockRequest.ofAll(resources()).locker(locker(option(6)));
			if (option(2) % 4 == 0) {
				request = request.reentrant();
			}
			if (option(3) % 6 == 0) {
				request = request.force();
			}
			int number = option(5) * (this.number + 1) + ((option(5) % 9 == 0) ? option(4) : this.number);
			return new LockCommand(store.instance().value() + acquisitionOf(number), request, resources(), ttl(),
					(option(1) % 2 == 0) ? null : new LockCommand.Waiting(option(2) % 2 == 0, option(4) % 4 == 0));
		}

		@Nullable Duration hold() {
			return (option(3) % 3 == 0) ? Duration.ofHours(2) : null;
		}

		private @Nullable Duration ttl() {
			return switch (option(7) % 4) {
				case 0 -> null;
				case 1 -> Duration.ofMillis(25);
				case 2 -> Duration.ofMinutes(30);
				default -> Duration.ofHours(1);
			};
		}

		@Override
		public String toString() {
			return this.number + ": " + this.kind + " by " + this.instance + " on " + resources() + " " + this.options;
		}

	}

	/**
	 * Collects mail.
	 */
	private final class Mailbox implements StoreListener {

		@Override
		public void onSubscribed() {
		}

		@Override
		public void onJournaled(JournalMessage message) {
		}

		@Override
		public void onReleaseRequested(ReleaseRequest request) {
		}

		@Override
		public void onTurn(String resource) {
			StoreScript.this.mail.add("turn " + resource);
		}

		@Override
		public void onOwnershipEnded(String acquisition, String resource) {
			StoreScript.this.mail.add("ended " + acquisition + " " + resource);
		}

	}

}
