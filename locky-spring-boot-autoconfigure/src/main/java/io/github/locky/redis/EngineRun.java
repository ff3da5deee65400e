package io.github.locky.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * What an engine does between start and stop: sweeps, and if somebody listens, reads the
 * journals and hears the doorbell.
 */
final class EngineRun implements Doorbell.RingListener, JournalReader.EntryListener, ExpirySweeper.HeadListener {

	private static final Log logger = LogFactory.getLog(EngineRun.class);

	private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(5);

	private static final long RETRY_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final long NOT_PERMITTED_INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final KeyspaceResolver keyspaces;

	private final Daemons daemons;

	private final ServerCheck server;

	private final EvictionCheck eviction;

	private final SweepSchedule schedule;

	private final RedisAvailability availability;

	private final @Nullable TransitionListener listener;

	private final List<DoorbellListener> doorbellListeners;

	private final List<TransitionListener> ownListeners;

	private final @Nullable DoorbellSubscription subscription;

	private final ExpirySweeper sweeper;

	private final JournalReader reader;

	private final EventCounts counts;

	private final Progress progress;

	private final StripedExecutor executor;

	private @Nullable Thread connectThread;

	private @Nullable Thread sweeperThread;

	private volatile boolean livesByThePoll;

	private volatile boolean subscribed;

	private final CompletableFuture<@Nullable Void> firstAttempt = new CompletableFuture<>();

	private final AtomicBoolean doorbellNeeded = new AtomicBoolean();

	private volatile boolean running = true;

	EngineRun(Daemons daemons, KeyspaceResolver keyspaces, ScriptRunner scripts, ServerCheck server,
			EvictionCheck eviction, SweepSchedule schedule, DoorbellPermission permission,
			RedisAvailability availability, @Nullable RedisMessageListenerContainer container,
			@Nullable TransitionListener listener, List<DoorbellListener> doorbellListeners,
			List<TransitionListener> ownListeners, EventCounts counts) {
		this.daemons = daemons;
		this.server = server;
		this.counts = counts;
		this.doorbellListeners = doorbellListeners;
		this.ownListeners = ownListeners;
		this.keyspaces = keyspaces;
		this.eviction = eviction;
		this.schedule = schedule;
		this.availability = availability;
		this.listener = listener;
		this.subscription = (container != null) ? new DoorbellSubscription(container, new Doorbell(this)) : null;
		this.executor = new StripedExecutor(daemons, "locky-engine-");
		this.sweeper = new ExpirySweeper(keyspaces, scripts, schedule, permission, availability, this.executor, this);
		this.reader = new JournalReader(keyspaces, scripts, this.executor, this);
		this.progress = new Progress(this.reader::position);
	}

	/**
	 * Start, and give Redis a moment to answer, so that whatever happens afterwards is
	 * heard. If it does not, go on trying in the background.
	 * @throws RuntimeException if Redis answers that it can't be worked with, and that
	 * this will not change by itself
	 */
	void start() {
		this.connectThread = this.daemons.start(this::connect, "locky-connect");
		try {
			this.firstAttempt.completeOnTimeout(null, FIRST_ATTEMPT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
		this.sweeperThread = this.daemons.start(this.sweeper, "locky-sweeper");
	}

	private void connect() {
		boolean reading = false;
		while (this.running) {
			long pause = RETRY_INTERVAL;
			try {
				Keyspace keyspace = this.keyspaces.get();
				this.server.check(keyspace);
				this.progress.expect(keyspace.getPartitions());
				this.eviction.check();
				this.availability.succeeded(this);
				if (this.listener == null) {
					break;
				}
				if (!reading) {
					this.reader.standAtHeads();
					reading = true;
				}
				if (subscribe(keyspace)) {
					break;
				}
				pause = NOT_PERMITTED_INTERVAL;
			}
			catch (RuntimeException ex) {
				if (failsStart(ex)) {
					return;
				}
				this.availability.failed(this, ex);
			}
			this.firstAttempt.complete(null);
			Daemons.pause(pause);
		}
		this.firstAttempt.complete(null);
	}

	private boolean failsStart(RuntimeException ex) {
		Diagnosis diagnosis = Diagnosis.of(ex);
		return diagnosis != null && diagnosis.permanent() && this.firstAttempt.completeExceptionally(ex);
	}

	// Without a subscription Locky works, if slower: that is not Redis being away
	private boolean subscribe(Keyspace keyspace) {
		if (this.subscription == null) {
			return true;
		}
		if (!this.subscription.isPossible(keyspace.channel())) {
			return liveByThePoll("Connections to static master and replicas cannot subscribe");
		}
		try {
			this.subscription.open(keyspace.channel());
			return true;
		}
		catch (RuntimeException ex) {
			String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
			if (message == null || !message.startsWith("NOPERM")) {
				throw ex;
			}
			return liveByThePoll("Redis does not allow SUBSCRIBE to the channel of Locky's events");
		}
	}

	private boolean liveByThePoll(String why) {
		if (!this.livesByThePoll) {
			this.livesByThePoll = true;
			logger.warn(why + ": events are heard with up to a second of delay");
		}
		return false;
	}

	/**
	 * Hear the doorbell also if nobody listens to events.
	 */
	void needDoorbell() {
		if (this.listener == null && this.doorbellNeeded.compareAndSet(false, true)) {
			this.daemons.start(this::openDoorbell, "locky-connect");
		}
	}

	private void openDoorbell() {
		while (this.running) {
			try {
				subscribe(this.keyspaces.get());
				this.availability.succeeded(this.doorbellNeeded);
				return;
			}
			catch (RuntimeException ex) {
				this.availability.failed(this.doorbellNeeded, ex);
				Daemons.pause(RETRY_INTERVAL);
			}
		}
	}

	void stop() {
		this.running = false;
		this.sweeper.stop();
		this.schedule.wake();
		this.reader.stop();
		LockSupport.unpark(this.connectThread);
		if (this.subscription != null) {
			this.subscription.close();
		}
		this.executor.close(STOP_PATIENCE);
		join(this.connectThread);
		join(this.sweeperThread);
	}

	private static void join(@Nullable Thread thread) {
		if (thread == null) {
			return;
		}
		try {
			thread.join(STOP_PATIENCE.toMillis());
			if (thread.isAlive()) {
				thread.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void rung(int partition, JournalEntry.Kind kind, String resource) {
		this.progress.rung(partition);
		this.reader.ring(partition);
		this.doorbellListeners.forEach((listener) -> listener.onRing(kind, resource));
	}

	@Override
	public void wanted(String acquisition, String resource) {
		this.doorbellListeners.forEach((listener) -> listener.onWanted(acquisition, resource));
	}

	@Override
	public void subscribed() {
		this.subscribed = true;
		this.keyspaces.forget();
		this.progress.silenceEnded();
		this.reader.ringAll();
		this.doorbellListeners.forEach(DoorbellListener::onSilenceEnded);
	}

	@Override
	public void head(int partition, String head, long held) {
		this.progress.polled(partition, head, held);
		this.reader.head(partition, head);
	}

	@Override
	public void onEntry(int partition, JournalEntry entry) {
		this.counts.heard(entry.kind(), this.progress.isReplay(partition));
		if (entry.ttl() != null) {
			this.schedule.otherDeadline(partition, entry.ttl());
		}
		this.ownListeners.forEach((listener) -> listener.onTransition(entry));
		if (this.listener != null) {
			this.listener.onTransition(entry);
		}
	}

	@Override
	public void onMissed() {
		this.counts.missed();
		this.ownListeners.forEach(TransitionListener::onTransitionsMissed);
		logger.warn("Events were missed: the journal in Redis no longer reaches back to the last one heard");
		if (this.listener != null) {
			this.listener.onTransitionsMissed();
		}
	}

	EngineStatus status(DoorbellPermission permission) {
		return new EngineStatus(subscription(), !permission.isRefused(), this.eviction.policies(),
				this.progress.sinceSwept(), this.progress.behind(), this.progress.held());
	}

	private EngineStatus.Subscription subscription() {
		if (this.listener == null && !this.doorbellNeeded.get()) {
			return EngineStatus.Subscription.NOT_NEEDED;
		}
		if (this.subscription == null || this.livesByThePoll) {
			return EngineStatus.Subscription.POLLING;
		}
		return (this.subscribed && this.subscription.isOpen()) ? EngineStatus.Subscription.OPEN
				: EngineStatus.Subscription.CLOSED;
	}

}
