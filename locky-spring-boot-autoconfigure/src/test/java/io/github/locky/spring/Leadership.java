package io.github.locky.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.event.ResourceLockedEvent;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Lets one instance publish.
 */
@Configuration(proxyBeanMethods = false)
class Leadership {

	private final Publishing publishing;

	private final String nodeName = "node-" + System.identityHashCode(this);

	private final List<String> leaders = new CopyOnWriteArrayList<>();

	Leadership(Publishing publishing) {
		this.publishing = publishing;
	}

	List<String> leaders() {
		return this.leaders;
	}

	// snippet: leader
	@Bean
	LockRegistryLeaderInitiator publisher(LockRegistry<?> lockRegistry) {
		return new LockRegistryLeaderInitiator(lockRegistry, new DefaultCandidate(this.nodeName, "publisher"));
	}

	@EventListener
	void on(OnGrantedEvent event) {
		this.publishing.start();
	}

	@EventListener
	void on(OnRevokedEvent event) {
		this.publishing.stop();
	}

	@EventListener(condition = "#event.resource == 'publisher'")
	void on(ResourceLockedEvent event) {
		this.leaders.add(event.getLocker()); // in every instance: there is a new leader
	}
	// end

	/**
	 * What the leader does.
	 */
	static class Publishing {

		private volatile boolean running;

		void start() {
			this.running = true;
		}

		void stop() {
			this.running = false;
		}

		boolean isRunning() {
			return this.running;
		}

	}

}
