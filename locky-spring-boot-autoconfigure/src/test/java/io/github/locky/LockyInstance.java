package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.locky.engine.ApplicationEventTransitionListener;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.EngineState;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.lease.Leases;
import io.github.locky.engine.waiting.WaitingLocks;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.observation.LockyObservations;
import io.github.locky.store.LockStore;
import io.github.locky.store.SubscriptionRefusedException;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.store.redis.RedisLockStore;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.Lifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * An instance of an application without the application: engine, template and what it
 * heard.
 */
public final class LockyInstance implements AutoCloseable {

	// What still runs when an instance is stopped often does so until a test lets it end
	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

	private final LockEngine engine;

	private final LockyTemplate template;

	private final Runnable onClose;

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private volatile Consumer<Object> listener = (event) -> {
	};

	private LockyInstance(LockStore store, @Nullable Duration ttl, Options options, Runnable onClose) {
		this.onClose = onClose;
		this.engine = new LockEngine(store,
				new EngineSettings(ttl, options.pollInterval(), DRAIN_TIMEOUT, options.expiryWarning()),
				(options.events()) ? new ApplicationEventTransitionListener(() -> this, this::hear) : null);
		this.engine
			.setLossListener((lease) -> hear(new LeaseLostEvent(this, lease.terms().locker(), lease.terms().tokens())));
		this.template = new LockyTemplate(this.engine);
	}

	static RedisMessageListenerContainer container(RedisConnectionFactory connectionFactory) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(connectionFactory);
		container.setTaskExecutor(new SyncTaskExecutor());
		SimpleAsyncTaskExecutor subscriptionExecutor = new SimpleAsyncTaskExecutor("locky-subscription-");
		subscriptionExecutor.setDaemon(true);
		container.setSubscriptionExecutor(subscriptionExecutor);
		container.setRecoveryInterval(200);
		container.afterPropertiesSet();
		return container;
	}

	public static LockyInstance start(RedisServer server) {
		return start(server, RedisStoreSettings.defaults());
	}

	public static LockyInstance start(RedisServer server, RedisStoreSettings settings) {
		return start(server.host(), server.port(), settings).connected(server);
	}

	public static LockyInstance start(RedisServer server, Options options) {
		return start(server.host(), server.port(), RedisStoreSettings.defaults(), options).connected(server);
	}

	// On a busy machine the start does not wait for a server that answers late
	private LockyInstance connected(RedisServer server) {
		if (this.engine.getState() == EngineState.STARTING && server.isResponsive()) {
			Awaitility.await().until(() -> this.engine.getState() == EngineState.RUNNING);
			this.events.clear();
		}
		return this;
	}

	public static LockyInstance start(String host, int port, RedisStoreSettings settings) {
		return start(connectionFactory(host, port), settings);
	}

	public static LockyInstance start(String host, int port, RedisStoreSettings settings, Options options) {
		return start(connectionFactory(host, port), settings, options);
	}

	private static RedisConnectionFactory connectionFactory(String host, int port) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(host, port);
		return System.getProperty("locky.test.driver", "lettuce").equals("jedis")
				? new JedisConnectionFactory(server,
						JedisClientConfiguration.builder().readTimeout(client().getCommandTimeout()).build())
				: new LettuceConnectionFactory(server, client());
	}

	public static LockyInstance start(RedisConnectionFactory connectionFactory, RedisStoreSettings settings) {
		return start(connectionFactory, settings, Options.DEFAULT);
	}

	private static LockyInstance start(RedisConnectionFactory connectionFactory, RedisStoreSettings settings,
			Options options) {
		initialize(connectionFactory);
		RedisMessageListenerContainer container = container(connectionFactory);
		LockStore store = new RedisLockStore(new StringRedisTemplate(connectionFactory), settings,
				(options.messages()) ? container : null);
		return started(new LockyInstance(store, settings.rivalTtl(), options, () -> {
			destroy(container);
			destroy((DisposableBean) connectionFactory);
		}));
	}

	private static void initialize(RedisConnectionFactory connectionFactory) {
		try {
			((InitializingBean) connectionFactory).afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		((Lifecycle) connectionFactory).start();
	}

	private static void destroy(DisposableBean bean) {
		try {
			bean.destroy();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static LockyInstance start(MemoryDatabase database, Options options) {
		LockStore store = new MemoryLockStore(database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH);
		return started(new LockyInstance((options.messages()) ? store : withoutMessages(store), null, options, () -> {
		}));
	}

	private static LockStore withoutMessages(LockStore store) {
		return InterceptedStore.of((method, arguments) -> {
			if (method.getName().equals("subscribe")) {
				throw new SubscriptionRefusedException("There are no messages in this test");
			}
			return InterceptedStore.call(store, method, arguments);
		});
	}

	private static LockyInstance started(LockyInstance instance) {
		try {
			instance.engine.start();
			return instance;
		}
		catch (RuntimeException ex) {
			instance.close();
			throw ex;
		}
	}

	/**
	 * Return how the client is set up: quick to give up.
	 * @return the client configuration
	 */
	public static LettuceClientConfiguration client() {
		return LettuceClientConfiguration.builder()
			.commandTimeout(Duration.ofSeconds(2))
			.shutdownTimeout(Duration.ZERO)
			.shutdownQuietPeriod(Duration.ZERO)
			.build();
	}

	private void hear(Object event) {
		this.listener.accept(event);
		this.events.add(event);
	}

	public LockyTemplate locky() {
		return this.template;
	}

	public WaitingLocks waiting() {
		return this.engine.getWaiting();
	}

	public Leases leases() {
		return this.engine.getLeases();
	}

	public LockEngine engine() {
		return this.engine;
	}

	/**
	 * Observe what this instance does from now on.
	 * @param registry where to register observations
	 * @return this instance
	 */
	public LockyInstance observe(ObservationRegistry registry) {
		return observe(new LockyObservations(registry, null));
	}

	/**
	 * Observe what this instance does from now on.
	 * @param observations the observations
	 * @return this instance
	 */
	public LockyInstance observe(LockyObservations observations) {
		this.engine.setObservations(observations);
		this.template.setObservations(observations);
		return this;
	}

	/**
	 * Call this on the reader thread before an event is recorded.
	 * @param listener the listener
	 */
	public void onEvent(Consumer<Object> listener) {
		this.listener = listener;
	}

	/**
	 * Return what was heard, in words: {@code locked article:1 by ada}.
	 * @return the events so far
	 */
	public List<String> heard() {
		return this.events.stream().map(LockyInstance::inWords).toList();
	}

	/**
	 * Forget what was heard so far.
	 */
	public void forgetEvents() {
		this.events.clear();
	}

	/**
	 * Return what was heard of one resource, in words.
	 * @param resource the resource
	 * @return the events so far
	 */
	public List<String> heard(String resource) {
		return events(LockyEvent.class).stream()
			.filter((event) -> event.getResource().equals(resource))
			.map(LockyInstance::inWords)
			.toList();
	}

	/**
	 * Return what was heard of each resource, in words with the token:
	 * {@code locked article:1 by ada #42}.
	 * @return the events so far, by resource
	 */
	public Map<String, List<String>> histories() {
		return events(LockyEvent.class).stream()
			.collect(Collectors.groupingBy(LockyEvent::getResource, Collectors
				.mapping((event) -> inWords(event) + " #" + event.getFencingToken(), Collectors.toList())));
	}

	public <T> List<T> events(Class<T> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	public @Nullable LockyEvent lastEvent() {
		List<LockyEvent> all = events(LockyEvent.class);
		return all.isEmpty() ? null : all.get(all.size() - 1);
	}

	private static String inWords(Object event) {
		if (event instanceof LockyEvent lockyEvent) {
			String kind = event.getClass().getSimpleName().replaceAll("Resource|Event", "").toLowerCase();
			return kind + " " + lockyEvent.getResource() + " by " + lockyEvent.getLocker();
		}
		if (event instanceof LeaseLostEvent lost) {
			return "lost " + String.join(",", lost.getFencingTokens().keySet()) + " by " + lost.getLocker();
		}
		return (event instanceof LockyEventsMissedEvent) ? "missed" : event.toString();
	}

	@Override
	public void close() {
		this.engine.destroy();
		this.onClose.run();
	}

	/**
	 * What an application may switch off.
	 *
	 * @param events whether to publish events
	 * @param messages whether there is a subscription
	 * @param pollInterval how long a waiter relies on being woken
	 * @param expiryWarning how long before their end locks are told of, or {@code null}
	 */
	public record Options(boolean events, boolean messages, Duration pollInterval, @Nullable Duration expiryWarning) {

		/**
		 * Everything is on, and waiters rely on it: what should wake them but does not,
		 * shows.
		 */
		public static final Options DEFAULT = new Options(true, true, Duration.ofHours(1), null);

		public Options withoutEvents() {
			return new Options(false, this.messages, this.pollInterval, this.expiryWarning);
		}

		public Options withoutMessages() {
			return new Options(this.events, false, this.pollInterval, this.expiryWarning);
		}

		public Options pollInterval(Duration pollInterval) {
			return new Options(this.events, this.messages, pollInterval, this.expiryWarning);
		}

		public Options expiryWarning(Duration expiryWarning) {
			return new Options(this.events, this.messages, this.pollInterval, expiryWarning);
		}

	}

}
