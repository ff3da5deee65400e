package io.github.locky.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Puts the parts together and gives them a life: locks work from the beginning, expiry
 * and events between start and stop. Starts before a web server accepts requests and
 * stops after it has drained.
 */
public class RedisLockEngine implements SmartLifecycle, DisposableBean {

	/**
	 * The phase, below those of Boot's web servers.
	 */
	public static final int PHASE = DEFAULT_PHASE - 8192;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final ServerCheck server;

	private final EvictionCheck eviction;

	private final SweepSchedule schedule = new SweepSchedule();

	private final DoorbellPermission permission = new DoorbellPermission();

	private final RedisAvailability availability = new RedisAvailability();

	private final EventCounts eventCounts = new EventCounts();

	private final RedisLocks locks;

	private final @Nullable RedisMessageListenerContainer container;

	private final @Nullable TransitionListener listener;

	private final List<DoorbellListener> doorbellListeners = new CopyOnWriteArrayList<>();

	private final List<TransitionListener> ownListeners = new CopyOnWriteArrayList<>();

	private volatile @Nullable EngineRun run;

	/**
	 * Create an engine.
	 * @param template how to reach Redis, without transactions
	 * @param settings the settings
	 * @param container a container that does not start by itself, for the subscription of
	 * this engine alone; {@code null} to live by the poll
	 * @param listener whom to tell of transitions, or {@code null}
	 */
	public RedisLockEngine(StringRedisTemplate template, EngineSettings settings,
			@Nullable RedisMessageListenerContainer container, @Nullable TransitionListener listener) {
		this.scripts = new ScriptRunner(template,
				ConnectionFactories.commandTimeout(template.getRequiredConnectionFactory()), settings.journalLength());
		this.server = new ServerCheck(template, this.scripts);
		this.eviction = new EvictionCheck(template);
		this.keyspaces = new KeyspaceResolver(template, this.scripts, settings);
		this.locks = new RedisLocks(this.keyspaces, this.scripts, this.permission, this.schedule,
				ConnectionFactories.replicatedScripts(template.getRequiredConnectionFactory(), settings.replication()),
				settings);
		this.container = container;
		this.listener = listener;
	}

	/**
	 * Return the locks of this engine.
	 * @return the locks
	 */
	public RedisLocks getLocks() {
		return this.locks;
	}

	/**
	 * Return what was heard of.
	 * @return the counts, which go on
	 */
	public EventCounts getEventCounts() {
		return this.eventCounts;
	}

	/**
	 * Return how this engine is, without asking Redis.
	 * @return the status; {@code null} if the engine does not run
	 */
	public @Nullable EngineStatus getStatus() {
		EngineRun run = this.run;
		return (run != null) ? run.status(this.permission) : null;
	}

	/**
	 * Ask Redis whether it is there and has the locks as this engine expects them.
	 * @throws LayoutMismatchException if another number of partitions is in force
	 */
	public void verify() {
		this.keyspaces.check();
	}

	/**
	 * Let a listener hear the doorbell.
	 * @param listener the listener
	 */
	public void addDoorbellListener(DoorbellListener listener) {
		this.doorbellListeners.add(listener);
	}

	/**
	 * Let a listener hear of transitions, before the one of the application does and only
	 * if there is that one.
	 * @param listener the listener, which must not take long
	 */
	public void addTransitionListener(TransitionListener listener) {
		this.ownListeners.add(listener);
	}

	/**
	 * Hear the doorbell even if nobody listens to events, from now until this engine
	 * stops. Returns at once.
	 */
	public void needDoorbell() {
		EngineRun run = this.run;
		if (run != null) {
			run.needDoorbell();
		}
	}

	@Override
	public synchronized void start() {
		if (this.run != null) {
			return;
		}
		EngineRun run = new EngineRun(this.locks.getDaemons(), this.keyspaces, this.scripts, this.server, this.eviction,
				this.schedule, this.permission, this.availability, this.container, this.listener,
				this.doorbellListeners, this.ownListeners, this.eventCounts);
		this.run = run;
		try {
			run.start();
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
	}

	@Override
	public synchronized void stop() {
		EngineRun run = this.run;
		this.run = null;
		if (run != null) {
			run.stop();
			this.locks.releasePending();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.run != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		stop();
		this.locks.close();
	}

}
