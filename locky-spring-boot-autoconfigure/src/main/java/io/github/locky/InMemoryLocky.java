package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.locky.engine.ApplicationEventTransitionListener;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.event.LockyEvent;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.store.memory.MovableClock;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;

/**
 * Locks without a Redis and without Spring, for tests of code that uses
 * {@link LockyOperations} and for trying out. They end at this virtual machine; all else
 * is as with Redis, since it is the same code on another store.
 *
 * <pre class="code">
 * MovableClock clock = new MovableClock();
 * try (InMemoryLocky locky = InMemoryLocky.builder().clock(clock).listener(events::add).create()) {
 *     locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
 *     clock.advance(Duration.ofMinutes(11));
 *     assertThat(locky.getLocker("article:12")).isNull();
 * }
 * </pre>
 */
public final class InMemoryLocky extends LockyTemplate implements AutoCloseable {

	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

	private final LockEngine engine;

	private InMemoryLocky(LockEngine engine) {
		super(engine);
		this.engine = engine;
	}

	/**
	 * Create an instance with locks of its own, to be closed.
	 * @return the instance
	 */
	public static InMemoryLocky create() {
		return builder().create();
	}

	/**
	 * Create an instance in steps.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder(new MemoryDatabase(), List.of(), null, null);
	}

	/**
	 * Stop as an application does that ends: calls under leases have a moment to end,
	 * waiters are let go and leases released.
	 */
	@Override
	public void close() {
		this.engine.destroy();
	}

	/**
	 * What an instance is to be like. Each method returns a changed builder.
	 */
	public static final class Builder {

		private final MemoryDatabase database;

		private final List<ApplicationEventPublisher> listeners;

		private final @Nullable Duration ttl;

		private final @Nullable Duration expiryWarning;

		private Builder(MemoryDatabase database, List<ApplicationEventPublisher> listeners, @Nullable Duration ttl,
				@Nullable Duration expiryWarning) {
			this.database = database;
			this.listeners = listeners;
			this.ttl = ttl;
			this.expiryWarning = expiryWarning;
		}

		/**
		 * Let locks live by a clock that a test can move.
		 * @param clock the clock
		 * @return the changed builder, with locks of its own
		 */
		public Builder clock(MovableClock clock) {
			Assert.notNull(clock, "'clock' must not be null");
			return database(new MemoryDatabase(clock));
		}

		/**
		 * Share locks with other instances, which then exclude and hear each other.
		 * @param database where the locks are, and the clock they live by
		 * @return the changed builder
		 */
		public Builder database(MemoryDatabase database) {
			Assert.notNull(database, "'database' must not be null");
			return new Builder(database, this.listeners, this.ttl, this.expiryWarning);
		}

		/**
		 * Tell somebody of every lock that is taken, released or runs out, on a thread of
		 * Locky's.
		 * @param listener the listener
		 * @return the changed builder
		 */
		public Builder listener(Consumer<? super LockyEvent> listener) {
			return listener(LockyEvent.class, listener);
		}

		/**
		 * Tell somebody of all events of a type, of those in the package
		 * {@code io.github.locky.event}, on a thread of Locky's.
		 * @param <E> the type
		 * @param type the type
		 * @param listener the listener, beside those there are
		 * @return the changed builder
		 */
		public <E extends ApplicationEvent> Builder listener(Class<E> type, Consumer<? super E> listener) {
			Assert.notNull(type, "'type' must not be null");
			Assert.notNull(listener, "'listener' must not be null");
			List<ApplicationEventPublisher> listeners = new ArrayList<>(this.listeners);
			listeners.add((event) -> {
				if (type.isInstance(event)) {
					listener.accept(type.cast(event));
				}
			});
			return new Builder(this.database, listeners, this.ttl, this.expiryWarning);
		}

		/**
		 * Set the time to live of locks that do not say otherwise.
		 * @param ttl the time to live, from 1 ms to 100 years
		 * @return the changed builder
		 */
		public Builder ttl(Duration ttl) {
			return new Builder(this.database, this.listeners, LockRequest.checkTtl(ttl, "ttl"), this.expiryWarning);
		}

		/**
		 * Publish a {@link io.github.locky.event.ResourceExpiresSoonEvent} before a lock
		 * runs out.
		 * @param expiryWarning how long before
		 * @return the changed builder
		 */
		public Builder expiryWarning(Duration expiryWarning) {
			return new Builder(this.database, this.listeners, this.ttl,
					LockRequest.checkTtl(expiryWarning, "expiryWarning"));
		}

		/**
		 * Create the instance, to be closed.
		 * @return the instance
		 */
		public InMemoryLocky create() {
			AtomicReference<InMemoryLocky> created = new AtomicReference<>();
			LockEngine engine = new LockEngine(
					new MemoryLockStore(this.database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH),
					new EngineSettings(this.ttl, EngineSettings.DEFAULT_POLL_INTERVAL, CLOSE_PATIENCE,
							this.expiryWarning),
					(!this.listeners.isEmpty()) ? new ApplicationEventTransitionListener(created::get, this::publish)
							: null);
			engine.setLossListener((lease) -> publish(
					new LeaseLostEvent(created.get(), lease.terms().locker(), lease.terms().tokens())));
			InMemoryLocky locky = new InMemoryLocky(engine);
			created.set(locky);
			engine.start();
			return locky;
		}

		private void publish(Object event) {
			this.listeners.forEach((listener) -> listener.publishEvent(event));
		}

	}

}
