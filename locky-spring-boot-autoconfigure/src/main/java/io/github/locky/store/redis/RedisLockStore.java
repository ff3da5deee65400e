package io.github.locky.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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
import io.github.locky.store.ReleaseResult;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import io.github.locky.store.SubscriptionRefusedException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Locks in Redis. Each method runs one script, all of them on the primary.
 */
public final class RedisLockStore implements LockStore {

	private static final String NOBODY = "-";

	private static final long HEAD_ONLY = Long.MAX_VALUE;

	private final InstanceId instance = InstanceId.create();

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final ServerCheck server;

	private final EvictionCheck eviction;

	private final LoginCheck logins;

	private final MessagePermission messages = new MessagePermission();

	private final @Nullable ReplicatedScripts replicated;

	private final @Nullable RedisMessageListenerContainer container;

	private final String rivalTtl;

	private final String description;

	/**
	 * Create a store.
	 * @param template how to reach Redis, without transactions
	 * @param settings the settings
	 * @param container a container that does not start by itself, for the subscription of
	 * this store alone; {@code null} if there is none
	 */
	public RedisLockStore(StringRedisTemplate template, RedisStoreSettings settings,
			@Nullable RedisMessageListenerContainer container) {
		this.scripts = new ScriptRunner(template,
				ConnectionFactories.commandTimeout(template.getRequiredConnectionFactory()), settings);
		this.server = new ServerCheck(template, this.scripts);
		this.keyspaces = new KeyspaceResolver(template, this.scripts, settings, this.server);
		this.eviction = new EvictionCheck(template);
		this.logins = new LoginCheck(template.getRequiredConnectionFactory());
		this.replicated = ConnectionFactories.replicatedScripts(template.getRequiredConnectionFactory(),
				settings.replication());
		this.container = container;
		this.rivalTtl = millis(settings.rivalTtl());
		this.description = ConnectionFactories.describe(template.getRequiredConnectionFactory())
				+ ", under the key prefix '" + settings.keyPrefix() + "' (format " + Layout.FORMAT + ")";
	}

	@Override
	public InstanceId instance() {
		return this.instance;
	}

	@Override
	public String name() {
		return "Redis";
	}

	@Override
	public int partitions() {
		return this.keyspaces.get().getPartitions();
	}

	@Override
	public int partitionOf(String resource) {
		return this.keyspaces.get().partitionOf(resource);
	}

	@Override
	public Set<Integer> knownPartitionsOf(Collection<String> resources) {
		return this.keyspaces.partitionsOf(resources);
	}

	@Override
	public LockResult lock(int partition, LockCommand command) {
		Keyspace keyspace = this.keyspaces.get();
		List<String> resources = command.resources();
		List<String> keys = keyspace.keys(partition, resources);
		if (command.request().isForced()) {
			keys = with(keys, keyspace.answerKey(partition, command.acquisition()));
		}
		List<String> arguments = new ArrayList<>(4 + resources.size());
		addLockArguments(arguments, command);
		arguments.addAll(resources);
		long asked = System.nanoTime();
		if (this.replicated == null) {
			return result(runLock(keyspace, partition, keys, arguments, resources.size() == 1), command, asked);
		}
		ReplicatedScripts.Reply reply = this.replicated.run((resources.size() == 1) ? Scripts.LOCK : Scripts.LOCK_ALL,
				keys, this.scripts.withHead(keyspace, partition, arguments));
		LockResult result = result(reply.replies(), command, asked);
		if (result instanceof LockResult.Granted granted && reply.acknowledged() < this.replicated.minReplicas()) {
			throw notReplicated(partition, command, granted, reply.acknowledged());
		}
		return result;
	}

	private List<String> runLock(Keyspace keyspace, int partition, List<String> keys, List<String> arguments,
			boolean single) {
		return (single) ? List.of(this.scripts.runInterruptibly(Scripts.LOCK, keyspace, partition, keys, arguments))
				: Replies
					.strings(this.scripts.runInterruptibly(Scripts.LOCK_ALL, keyspace, partition, keys, arguments));
	}

	private static List<String> with(List<String> keys, String key) {
		List<String> all = new ArrayList<>(keys);
		all.add(key);
		return all;
	}

	private LockResult result(List<String> replies, LockCommand command, long asked) {
		this.messages.heard(replies.get(0));
		return Replies.lock(replies, command, asked);
	}

	private void addLockArguments(List<String> arguments, LockCommand command) {
		Collections.addAll(arguments, command.request().getLocker(), command.acquisition(), millis(command.ttl()),
				Letters.mode(command, this.scripts.getRepetitionTime()));
	}

	private LockNotReplicatedException notReplicated(int partition, LockCommand command, LockResult.Granted granted,
			long acknowledged) {
		// Who asked for more does not get this alone. What they held before stays theirs,
		// as giving back an attempt does not end what was there before it
		boolean held = granted.endedOrKeptAny() && !command.isPart();
		RuntimeException notGivenBack = null;
		if (!held) {
			try {
				unlock(partition, command.targets());
			}
			catch (RuntimeException ex) {
				notGivenBack = ex;
			}
		}
		int minReplicas = (this.replicated != null) ? this.replicated.minReplicas() : 0;
		return new LockNotReplicatedException(command, acknowledged, minReplicas, held, notGivenBack);
	}

	@Override
	public void probe(int partition, List<String> resources) {
		run(Scripts.PROBE, partition, resources, List.of());
	}

	@Override
	public List<ReleaseResult> unlock(int partition, List<LockTarget> targets) {
		List<String> arguments = new ArrayList<>(4 * targets.size());
		targets.forEach((target) -> {
			addTarget(arguments, target);
			arguments.add(millis(target.holdAtLeast()));
		});
		ScriptRunner.Reply<String> reply = call(Scripts.UNLOCK, partition,
				targets.stream().map(LockTarget::resource).toList(), arguments);
		List<ReleaseResult> results = Replies.released(reply.value());
		for (int i = 0; i < results.size(); i++) {
			if (!results.get(i).released() && mayHaveEnded(targets.get(i), reply)) {
				results.set(i, ReleaseResult.UNLOCKED);
			}
		}
		return results;
	}

	// When it was sent first, if not by another meanwhile
	private static boolean mayHaveEnded(LockTarget target, ScriptRunner.Reply<?> reply) {
		return reply.repeated() && target.ownership().token() != 0;
	}

	@Override
	public boolean unlock(int partition, String resource) {
		Keyspace keyspace = this.keyspaces.get();
		List<String> keys = with(keyspace.keys(partition, List.of(resource)),
				keyspace.answerKey(partition, this.instance.nextAcquisition(false)));
		String reply = this.scripts.runOnKeys(Scripts.UNLOCK, keyspace, partition, keys, List.of(resource,
				Letters.ownership(Ownership.Kind.ANYONE), "", "0", millis(this.scripts.getRepetitionTime())));
		this.messages.heard(reply);
		return Replies.letter(reply, 0) == Letters.Reply.UNLOCKED;
	}

	private static void addTarget(List<String> arguments, LockTarget target) {
		Ownership ownership = target.ownership();
		String value = switch (ownership.kind()) {
			case TOKEN ->
				EntryId.of(ownership.token()) + " " + ((ownership.caller() != null) ? ownership.caller() : NOBODY);
			case LOCKER_AND_TOKEN -> EntryId.of(ownership.token()) + " " + ownership.value();
			default -> ownership.value();
		};
		Collections.addAll(arguments, target.resource(), Letters.ownership(ownership.kind()), value);
	}

	@Override
	public boolean canHandOver() {
		return this.replicated == null;
	}

	@Override
	public HandOverResult handOver(int partition, HandOverCommand command) {
		List<String> arguments = new ArrayList<>(9);
		LockCommand next = command.to();
		addLockArguments(arguments, next);
		addTarget(arguments, command.from());
		Collections.addAll(arguments, String.valueOf(command.row()), String.valueOf(command.rowBegan()));
		long asked = System.nanoTime();
		ScriptRunner.Reply<String> told = call(Scripts.HAND_OVER, partition, next.resources(), arguments);
		String reply = told.value();
		return switch (Replies.letter(reply, 0)) {
			case NOT_HELD -> (mayHaveEnded(command.from(), told)) ? HandOverResult.GONE : HandOverResult.NOT_HELD;
			case UNLOCKED -> HandOverResult.UNLOCKED;
			default -> {
				int end = reply.lastIndexOf(' ');
				LockResult result = Replies.lock(List.of(reply.substring(0, end)), next, asked);
				yield new HandOverResult(true, (LockResult.Granted) result, Long.parseLong(reply.substring(end + 1)));
			}
		};
	}

	@Override
	public List<Long> refresh(int partition, List<RefreshCommand> commands) {
		List<String> arguments = new ArrayList<>(1 + 4 * commands.size());
		arguments.add(this.rivalTtl);
		commands.forEach((command) -> {
			addTarget(arguments, command.target());
			arguments.add(millis(command.ttl()));
		});
		Keyspace keyspace = this.keyspaces.get();
		return Replies.longs(this.scripts.run(Scripts.REFRESH, keyspace, partition,
				commands.stream().map(RefreshCommand::resource).toList(), arguments));
	}

	@Override
	public List<@Nullable Duration> expire(int partition, List<String> resources) {
		String reply = run(Scripts.EXPIRE, partition, resources, resources);
		return Arrays.stream(reply.substring(1).split(" "))
			.<@Nullable Duration>map(
					(outcome) -> (Character.isLetter(outcome.charAt(0))) ? null : Replies.remaining(outcome))
			.toList();
	}

	@Override
	public void leaveQueue(int partition, String resource) {
		run(Scripts.LEAVE, partition, List.of(), List.of(this.instance.value(), resource));
	}

	private String run(RedisScript<String> script, int partition, List<String> resources, List<String> arguments) {
		return call(script, partition, resources, arguments).value();
	}

	private ScriptRunner.Reply<String> call(RedisScript<String> script, int partition, List<String> resources,
			List<String> arguments) {
		ScriptRunner.Reply<String> reply = this.scripts.call(script, this.keyspaces.get(), partition, resources,
				arguments);
		this.messages.heard(reply.value());
		return reply;
	}

	@Override
	public PollResult poll(int partition, PollCommand command) {
		String limit = String.valueOf(command.limit());
		Keyspace keyspace = this.keyspaces.get();
		List<?> reply = this.scripts.runOnKeys(Scripts.POLL, keyspace, partition, keyspace.pollKeys(partition), List
			.of(this.instance.value(), limit, millis(command.horizon()), limit, String.valueOf(command.pageSize())));
		List<?> coming = (List<?>) reply.get(3);
		List<PollResult.Deadline> deadlines = new ArrayList<>(coming.size() / 3);
		for (int i = 0; i < coming.size(); i += 3) {
			deadlines.add(new PollResult.Deadline((String) coming.get(i), Duration.ofMillis((Long) coming.get(i + 1)),
					(Long) coming.get(i + 2) == 1));
		}
		return new PollResult(EntryId.parse((String) reply.get(0)), (Long) reply.get(1), Replies.strings(reply.get(2)),
				deadlines, Replies.strings(reply.get(4)));
	}

	@Override
	public List<@Nullable HeldLock> read(int partition, List<String> resources) {
		List<String> replies = Replies
			.strings(this.scripts.run(Scripts.READ, this.keyspaces.get(), partition, resources, resources));
		List<@Nullable HeldLock> held = new ArrayList<>(resources.size());
		for (int i = 0; i < resources.size(); i++) {
			held.add(Replies.heldOrFree(resources.get(i), replies.get(i)));
		}
		return held;
	}

	@Override
	public IndexPage scan(int partition, String cursor, int size, @Nullable String locker) {
		List<String> arguments = new ArrayList<>(List.of(cursor, String.valueOf(size)));
		if (locker != null) {
			arguments.add(locker);
		}
		List<?> reply = this.scripts.run(Scripts.SCAN, this.keyspaces.get(), partition, List.of(), arguments);
		return new IndexPage((String) reply.get(0), Replies.strings(reply.get(1)));
	}

	@Override
	public boolean requestRelease(int partition, String resource, String requester, String message) {
		String reply = run(Scripts.REQUEST_RELEASE, partition, List.of(resource),
				List.of(resource, requester, message));
		return Replies.letter(reply, 0) == Letters.Reply.ASKED;
	}

	@Override
	public List<HeldLock> expiring(int partition, Duration within, int limit) {
		List<String> reply = Replies.strings(this.scripts.run(Scripts.EXPIRING, this.keyspaces.get(), partition,
				List.of(), List.of(millis(within), String.valueOf(limit))));
		List<HeldLock> locks = new ArrayList<>(reply.size() / 2);
		for (int i = 0; i < reply.size(); i += 2) {
			locks.add(Replies.held(reply.get(i), reply.get(i + 1)));
		}
		return locks;
	}

	@Override
	public JournalPage journal(int partition, long from, int limit) {
		String position = (from == HEAD_ONLY) ? "+" : EntryId.of(from);
		return JournalCodec.page(this.scripts.runForBytes(Scripts.JOURNAL, this.keyspaces.get(), partition,
				List.of(position, String.valueOf(limit))), this.scripts.getJournalLength());
	}

	@Override
	public StoreSubscription subscribe(StoreListener listener, boolean journal) {
		if (this.container == null) {
			throw new SubscriptionRefusedException("There is no listener container");
		}
		return RedisSubscription.open(this.container, this.keyspaces.get(), this.instance, listener, journal);
	}

	@Override
	public void check() {
		explainTimeout(this::checkServer);
	}

	private @Nullable String checkServer() {
		Keyspace keyspace = this.keyspaces.get();
		String unwritable = this.server.check(keyspace);
		checkReplication(keyspace);
		this.eviction.check();
		return unwritable;
	}

	// Each primary has users and commands of its own
	private void checkReplication(Keyspace keyspace) {
		if (this.replicated != null) {
			for (int partition = 0; partition < keyspace.getPartitions(); partition++) {
				this.replicated.check(keyspace.keys(partition, List.of()).get(0));
			}
		}
	}

	@Override
	public void verify() {
		explainTimeout(() -> {
			String unwritable = checkServer();
			if (unwritable != null) {
				throw new RedisSystemException(unwritable, null);
			}
			this.keyspaces.check();
		});
	}

	private void explainTimeout(Runnable action) {
		try {
			action.run();
		}
		catch (QueryTimeoutException ex) {
			throw this.logins.explain(ex);
		}
	}

	@Override
	public void connectionLost() {
		this.keyspaces.forget();
	}

	@Override
	public void verifyAfterLoss() {
		this.keyspaces.verify();
	}

	@Override
	public boolean isRefusal(Throwable failure) {
		return Refusals.isRefusal(failure);
	}

	@Override
	public @Nullable Diagnosis diagnose(Throwable failure) {
		return RedisDiagnosis.of(failure);
	}

	@Override
	public List<String> warnings() {
		Set<String> policies = this.eviction.policies();
		return (policies.isEmpty()) ? List.of() : List.of("Redis may evict locks: 'maxmemory-policy' is "
				+ String.join(", ", policies) + " and should be noeviction");
	}

	@Override
	public boolean isPublishing() {
		return !this.messages.isRefused();
	}

	@Override
	public void close() {
		if (this.replicated != null) {
			this.replicated.close();
		}
	}

	private static String millis(@Nullable Duration duration) {
		return (duration != null) ? String.valueOf(duration.toMillis()) : "0";
	}

	@Override
	public String toString() {
		return this.description;
	}

}
