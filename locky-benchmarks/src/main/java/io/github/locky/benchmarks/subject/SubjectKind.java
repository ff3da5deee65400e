package io.github.locky.benchmarks.subject;

import java.util.function.IntFunction;

/**
 * All subjects that are compared.
 */
public enum SubjectKind {

	/** The floor: two commands on a bare connection. */
	RAW_LETTUCE("raw Lettuce", RawLettuceSubject::new),

	/** Two scripts through the template, as one writes them oneself. */
	RAW_SCRIPTS("two raw scripts", (port) -> new RawScriptsSubject(port, 0)),

	/** The same, telling one subscriber in this JVM. */
	PUBLISHING_SCRIPTS("two raw scripts that publish", (port) -> new RawScriptsSubject(port, 1)),

	/** Locky with events off in this instance; it journals and tells all the same. */
	LOCKY("Locky, events off", (port) -> new LockySubject(port, false)),

	/** Locky with an event listener in this instance. */
	LOCKY_LISTENING("Locky, events heard", (port) -> new LockySubject(port, true)),

	/** Redisson's plain lock. */
	REDISSON("Redisson", (port) -> new RedissonSubject(port, false)),

	/** Redisson's fair lock. */
	REDISSON_FAIR("Redisson fair", (port) -> new RedissonSubject(port, true)),

	/** Spring Integration's registry, asking again and again. */
	INTEGRATION_SPIN("Spring Integration, spin", (port) -> new SpringIntegrationSubject(port, false)),

	/** Spring Integration's registry, waiting for a message. */
	INTEGRATION_PUB_SUB("Spring Integration, pub/sub", (port) -> new SpringIntegrationSubject(port, true)),

	/** ShedLock with owner-checked release. */
	SHEDLOCK("ShedLock, safeUpdate", ShedLockSubject::new),

	/** The template of lock4j, without its auto-configuration. */
	LOCK4J("lock4j", Lock4jSubject::new);

	private final String label;

	private final IntFunction<Subject> factory;

	SubjectKind(String label, IntFunction<Subject> factory) {
		this.label = label;
		this.factory = factory;
	}

	/**
	 * Return what the reports call it.
	 * @return a short name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Connect one to Redis.
	 * @param port the port of Redis on the loopback interface
	 * @return a subject, to be closed
	 */
	public Subject open(int port) {
		return this.factory.apply(port);
	}

}
