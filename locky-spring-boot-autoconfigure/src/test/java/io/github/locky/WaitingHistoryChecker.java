package io.github.locky;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Compares what waiting callers of several instances were told with what happened to the
 * resources: nobody waits in vain, two never hold a resource at once, and instances have
 * their turns in the order in which they came.
 * <p>
 * Nothing is judged by how long it took, but for what Redis measures. Whether an instance
 * stands in the queue of a resource is known for sure when
 * <ul>
 * <li>one of its calls was refused: the refusal queues it up, some time between question
 * and answer;</li>
 * <li>it got the resource while another of its calls, refused before, went on waiting: it
 * went to the end.</li>
 * </ul>
 * It may have been dropped when whoever came next came so late that a reservation may
 * have run out.
 */
final class WaitingHistoryChecker {

	/**
	 * How long a resource is free for sure before it is no longer reserved for the first.
	 */
	static final long RESERVED_MILLIS = 25;

	/**
	 * How often an instance has a resource in a row at most while others wait for it: the
	 * first time and 16 hand-overs.
	 */
	static final int IN_A_ROW = 17;

	/**
	 * How much later the last of them comes at most: 5 ms until the last hand-over, in
	 * the middle of which a busy machine may let Redis wait before it journals.
	 */
	static final long MILLIS_IN_A_ROW = 20;

	private final Map<String, List<Grant>> grants = new LinkedHashMap<>();

	private final Map<String, Map<String, List<Call>>> calls = new HashMap<>();

	private final List<String> contradictions = new ArrayList<>();

	private int judged;

	private WaitingHistoryChecker() {
	}

	/**
	 * Check a history.
	 * @param transitions what happened
	 * @param calls what callers were told
	 * @return what is wrong with it
	 */
	static Verdict check(List<Transition> transitions, List<Call> calls) {
		WaitingHistoryChecker checker = new WaitingHistoryChecker();
		transitions.forEach(checker::follow);
		calls.forEach(checker::compare);
		checker.grants.forEach((resource, grants) -> {
			checker.checkOverlaps(grants);
			checker.checkOrder(grants, checker.calls.getOrDefault(resource, Map.of()));
		});
		return new Verdict(List.copyOf(checker.contradictions), checker.judged);
	}

	private void follow(Transition transition) {
		List<Grant> all = this.grants.computeIfAbsent(transition.resource(), (resource) -> new ArrayList<>());
		Grant last = (all.isEmpty()) ? null : all.get(all.size() - 1);
		boolean held = last != null && last.end == null;
		if (transition.kind() == Kind.LOCKED) {
			if (held) {
				this.contradictions.add("Two owners: " + last + " and " + transition);
			}
			if (last != null && transition.token() <= last.begin.token()) {
				this.contradictions.add("The token does not rise: " + transition);
			}
			all.add(new Grant(transition, all.size(), last));
		}
		else if (!held || last.begin.token() != transition.token()) {
			this.contradictions.add("Ended what was not held: " + transition);
		}
		else {
			last.end = transition;
		}
	}

	private void compare(Call call) {
		this.calls.computeIfAbsent(call.resource(), (resource) -> new HashMap<>())
			.computeIfAbsent(instance(call.locker()), (instance) -> new ArrayList<>())
			.add(call);
		switch (call.outcome()) {
			case GAVE_UP -> this.contradictions.add("Waited in vain: " + call);
			case FAILED -> this.contradictions.add("Failed: " + call);
			case GRANTED, RELEASED, LOST -> compareGrant(call);
			case NONE -> {
				// Perhaps it died
			}
		}
	}

	private void compareGrant(Call call) {
		Grant grant = this.grants.getOrDefault(call.resource(), List.of())
			.stream()
			.filter((candidate) -> candidate.begin.token() == call.token()
					&& candidate.begin.locker().equals(call.locker()))
			.findFirst()
			.orElse(null);
		if (grant == null) {
			this.contradictions.add("Granted but not heard of: " + call);
			return;
		}
		grant.call = call;
		Kind end = (grant.end != null) ? grant.end.kind() : null;
		if (call.outcome() == Outcome.RELEASED && end != Kind.UNLOCKED
				|| call.outcome() == Outcome.LOST && end != Kind.EXPIRED) {
			this.contradictions.add("Ended otherwise: " + call + ", but " + end);
		}
	}

	/**
	 * Whoever held the resource began to release it before the next one was told that it
	 * is theirs.
	 */
	private void checkOverlaps(List<Grant> grants) {
		Call last = null;
		for (Grant grant : grants) {
			Call call = grant.call;
			if (call != null && last != null && call.granted() < last.released()) {
				this.contradictions.add("Held at once: " + last + " and " + call);
			}
			last = (call != null && call.outcome() == Outcome.RELEASED) ? call : last;
		}
	}

	private void checkOrder(List<Grant> grants, Map<String, List<Call>> calls) {
		Map<String, Instance> instances = new HashMap<>();
		Set<String> names = new LinkedHashSet<>(calls.keySet());
		Map<Long, Integer> order = new HashMap<>();
		grants.forEach((grant) -> {
			names.add(grant.instance());
			order.put(grant.begin.token(), grant.number);
		});
		names.forEach(
				(name) -> instances.put(name, new Instance(name, calls.getOrDefault(name, List.of()), order, grants)));
		Instance turnOf = null;
		for (Grant grant : grants) {
			Instance instance = instances.get(grant.instance());
			boolean late = grant.isLate();
			if (late) {
				// Whoever was first may have been dropped
				instances.values().forEach((other) -> other.cannotBeSeenBefore(grant.latest()));
			}
			if (instance != turnOf || late) {
				instances.values()
					.stream()
					.filter((other) -> other != instance)
					.forEach((other) -> checkNotOvertaken(other, instance, grant));
				instance.beginTurn(grant);
				turnOf = instance;
			}
			checkRow(instance, instances, grant);
			instance.granted(grant);
		}
	}

	private void checkNotOvertaken(Instance waiting, Instance granted, Grant grant) {
		long since = waiting.waitsSince(grant);
		if (since < grant.earliest()) {
			this.judged++;
			if (granted.cameAfter() > since) {
				this.contradictions.add("Overtaken: " + waiting.name + ", in the queue since " + since + ", by " + grant
						+ ", whose instance came after " + granted.cameAfter());
			}
		}
	}

	/**
	 * An instance that has a turn while another waits passes it on after a while. If the
	 * other one came while it had the turn already, it may be the next itself.
	 */
	private void checkRow(Instance instance, Map<String, Instance> instances, Grant grant) {
		instances.values().stream().filter((other) -> other != instance).forEach((other) -> {
			long since = other.waitsSince(grant);
			if (since >= grant.earliest()) {
				return;
			}
			List<Grant> row = instance.turn.stream().filter((earlier) -> earlier.earliest() > since).toList();
			boolean cameBefore = row.size() < instance.turn.size();
			int limit = (cameBefore) ? 2 * IN_A_ROW : IN_A_ROW;
			long millis = (cameBefore) ? 2 * MILLIS_IN_A_ROW + RESERVED_MILLIS : MILLIS_IN_A_ROW;
			this.judged++;
			if (row.size() + 1 > limit || !row.isEmpty() && grant.begin.millis() - row.get(0).begin.millis() > millis) {
				this.contradictions.add("Too long in a row: " + grant + " after " + row.size() + " others since "
						+ ((row.isEmpty()) ? grant : row.get(0)) + ", while " + other.name + " waits since " + since);
			}
		});
	}

	private static String instance(String locker) {
		return locker.substring(0, Math.max(0, locker.indexOf('/')));
	}

	/**
	 * What an instance is known to do.
	 */
	private static final class Instance {

		private final String name;

		private final List<Call> calls;

		private final Map<Long, Integer> order;

		private final int end;

		private final List<Grant> turn = new ArrayList<>();

		private long seenAfter = Long.MIN_VALUE;

		private long toldToQueueAt = Long.MAX_VALUE;

		private long lastTurnBegan = Long.MIN_VALUE;

		private int lastPlacedWith = -1;

		private Instance(String name, List<Call> calls, Map<Long, Integer> order, List<Grant> grants) {
			this.name = name;
			this.calls = calls;
			this.order = order;
			this.end = grants.size();
		}

		private void cannotBeSeenBefore(long micros) {
			this.seenAfter = micros;
			this.toldToQueueAt = Long.MAX_VALUE;
		}

		/**
		 * Return since when the instance waits for sure.
		 * @param grant a grant to another instance
		 * @return the earliest time at which it is known to stand in the queue
		 */
		private long waitsSince(Grant grant) {
			long since = this.toldToQueueAt;
			for (Call call : this.calls) {
				if (isGrantedAfter(call, grant)) {
					for (Refusal refusal : call.refusals()) {
						if (refusal.asked() > this.seenAfter) {
							since = Math.min(since, refusal.told());
						}
					}
				}
			}
			return since;
		}

		private boolean isGrantedAfter(Call call, Grant grant) {
			return call.token() != 0 && this.order.getOrDefault(call.token(), -1) > grant.number;
		}

		/**
		 * Return after when the instance has queued up for sure. Whoever queued it up may
		 * have had the resource since then: a hand-over leaves the instance where it is,
		 * for those who came meanwhile.
		 * @return the latest time before which it did not stand where it stands now
		 */
		private long cameAfter() {
			return Math.max(firstBegan(this.lastPlacedWith), this.lastTurnBegan);
		}

		private long firstBegan(int after) {
			long began = Long.MAX_VALUE;
			for (Call call : this.calls) {
				int number = (call.token() != 0) ? this.order.getOrDefault(call.token(), this.end) : this.end;
				if (number > after) {
					began = Math.min(began, call.began());
				}
			}
			return (began < Long.MAX_VALUE) ? began : Long.MIN_VALUE;
		}

		private void beginTurn(Grant grant) {
			this.turn.clear();
			this.lastTurnBegan = grant.earliest();
			this.lastPlacedWith = grant.number;
		}

		/**
		 * It was its turn: now it stands at the end of the queue if another call waits,
		 * else it has left.
		 */
		private void granted(Grant grant) {
			this.turn.add(grant);
			cannotBeSeenBefore(grant.latest());
			if (firstBegan(grant.number) > grant.latest()) {
				this.lastPlacedWith = grant.number;
			}
			for (Call call : this.calls) {
				if (isGrantedAfter(call, grant)
						&& call.refusals().stream().anyMatch((refusal) -> refusal.told() < grant.earliest())) {
					this.toldToQueueAt = grant.latest();
				}
			}
		}

	}

	/**
	 * An ownership.
	 */
	private static final class Grant {

		private final Transition begin;

		private final int number;

		private final @Nullable Grant previous;

		private @Nullable Transition end;

		private @Nullable Call call;

		private Grant(Transition begin, int number, @Nullable Grant previous) {
			this.begin = begin;
			this.number = number;
			this.previous = previous;
		}

		private String instance() {
			return WaitingHistoryChecker.instance(this.begin.locker());
		}

		private long earliest() {
			return this.begin.millis() * 1000;
		}

		private long latest() {
			return this.begin.millis() * 1000 + 999;
		}

		private boolean isLate() {
			return this.previous == null || this.previous.end == null
					|| this.begin.millis() - this.previous.end.millis() >= RESERVED_MILLIS;
		}

		@Override
		public String toString() {
			return this.begin.toString();
		}

	}

	/**
	 * What happened to a resource.
	 *
	 * @param kind what it was
	 * @param resource the resource
	 * @param locker who held it from then or until then: {@code <instance>/<caller>}
	 * @param token the fencing token of the ownership
	 * @param millis when, by Redis's clock, which is that of the machine
	 */
	record Transition(Kind kind, String resource, String locker, long token, long millis) {

		static Transition of(LockyEvent event) {
			Kind kind = (event instanceof ResourceLockedEvent) ? Kind.LOCKED
					: (event instanceof ResourceUnlockedEvent) ? Kind.UNLOCKED : Kind.EXPIRED;
			return new Transition(kind, event.getResource(), event.getLocker(), event.getFencingToken(),
					event.getInstant().toEpochMilli());
		}

	}

	enum Kind {

		LOCKED, UNLOCKED, EXPIRED

	}

	/**
	 * A call that waits, in microseconds of the machine's clock.
	 *
	 * @param resource what it waits for
	 * @param locker for whom: {@code <instance>/<caller>}
	 * @param began just before it was made
	 * @param refusals the refusals
	 * @param outcome what came of it
	 * @param token the fencing token; 0 if there is none
	 * @param granted just after it had the resource
	 * @param released just before it was to be released
	 */
	record Call(String resource, String locker, long began, List<Refusal> refusals, Outcome outcome, long token,
			long granted, long released) {

		/**
		 * Put together what callers wrote down.
		 * @param lines lines {@code <word> <resource> <locker> <microseconds> <token>},
		 * those of each caller in order
		 * @return the calls
		 */
		static List<Call> parse(List<String> lines) {
			Map<String, Call> current = new LinkedHashMap<>();
			Map<String, Long> asked = new HashMap<>();
			List<Call> calls = new ArrayList<>();
			for (String line : lines) {
				String[] words = line.split(" ");
				String locker = words[2];
				long micros = Long.parseLong(words[3]);
				if (words[0].equals("began")) {
					Call before = current.put(locker,
							new Call(words[1], locker, micros, List.of(), Outcome.NONE, 0, 0, 0));
					if (before != null) {
						calls.add(before);
					}
				}
				else if (words[0].equals("asked")) {
					asked.put(locker, micros);
				}
				else if (words[0].equals("refused")) {
					current.computeIfPresent(locker, (key, call) -> call.refused(asked.get(locker), micros));
				}
				else {
					current.computeIfPresent(locker,
							(key, call) -> call.next(words[0], micros, Long.parseLong(words[4])));
				}
			}
			calls.addAll(current.values());
			return calls;
		}

		private Call refused(long asked, long told) {
			List<Refusal> refusals = new ArrayList<>(this.refusals);
			refusals.add(new Refusal(asked, told));
			return new Call(this.resource, this.locker, this.began, refusals, this.outcome, 0, 0, 0);
		}

		private Call next(String word, long micros, long token) {
			return switch (word) {
				case "granted" -> new Call(this.resource, this.locker, this.began, this.refusals, Outcome.GRANTED,
						token, micros, Long.MIN_VALUE);
				case "releasing" -> new Call(this.resource, this.locker, this.began, this.refusals, this.outcome,
						this.token, this.granted, micros);
				case "released" -> with(Outcome.RELEASED);
				case "lost" -> with(Outcome.LOST);
				case "gave-up" -> with(Outcome.GAVE_UP);
				default -> with(Outcome.FAILED);
			};
		}

		private Call with(Outcome outcome) {
			return new Call(this.resource, this.locker, this.began, this.refusals, outcome, this.token, this.granted,
					this.released);
		}

	}

	/**
	 * A refusal, in microseconds of the machine's clock.
	 *
	 * @param asked just before Redis was asked
	 * @param told just after it had answered
	 */
	record Refusal(long asked, long told) {

	}

	enum Outcome {

		NONE, GRANTED, RELEASED, LOST, GAVE_UP, FAILED

	}

	/**
	 * What is wrong with a history.
	 *
	 * @param contradictions the contradictions, none if all is well
	 * @param judged how often an instance that was known to wait for a resource saw
	 * another one get it
	 */
	record Verdict(List<String> contradictions, int judged) {

	}

}
