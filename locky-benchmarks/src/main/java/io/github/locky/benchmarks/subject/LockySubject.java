package io.github.locky.benchmarks.subject;

import java.time.Duration;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.LockyEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * Locky in a Spring Boot application: locked for a locker, unlocked by the same.
 */
public final class LockySubject implements Subject {

	private static final String LOCKER = "20";

	private final ConfigurableApplicationContext context;

	private final LockyOperations locky;

	/**
	 * Start an instance.
	 * @param port the port of Redis on the loopback interface
	 * @param listening whether it listens to events
	 */
	public LockySubject(int port, boolean listening) {
		this.context = LockyApplication.start(port, listening);
		this.locky = this.context.getBean(LockyOperations.class);
		if (listening) {
			listen((event) -> {
			});
		}
	}

	/**
	 * Hear the events of this instance.
	 * @param listener who hears them, on Locky's own thread
	 */
	public void listen(ApplicationListener<LockyEvent> listener) {
		this.context.addApplicationListener(new LockyListener(listener));
	}

	/**
	 * Return the API itself.
	 * @return the operations
	 */
	public LockyOperations operations() {
		return this.locky;
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		return held(resource, this.locky.lock(LockRequest.of(resource, LOCKER).ttl(TTL)));
	}

	@Override
	public @Nullable Held lock(String resource, Duration waitAtMost) {
		return held(resource, this.locky.lock(LockRequest.of(resource, LOCKER).ttl(TTL).waitAtMost(waitAtMost)));
	}

	private @Nullable Held held(String resource, boolean locked) {
		return (locked) ? () -> Assert.state(this.locky.unlock(resource, LOCKER), NOT_HELD) : null;
	}

	@Override
	public @Nullable Held keepLocked(String resource) {
		Lease lease = this.locky.tryAcquire(LockRequest.of(resource, LOCKER).ttl(TTL).keepAlive()).orElse(null);
		return (lease != null) ? () -> Assert.state(lease.release(), NOT_HELD) : null;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Keeps the type of the event, which Spring looks at and a lambda would lose.
	 *
	 * @param listener who is told
	 */
	private record LockyListener(ApplicationListener<LockyEvent> listener) implements ApplicationListener<LockyEvent> {

		@Override
		public void onApplicationEvent(LockyEvent event) {
			this.listener.onApplicationEvent(event);
		}

	}

}
