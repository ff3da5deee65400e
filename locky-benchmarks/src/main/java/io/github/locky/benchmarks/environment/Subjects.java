package io.github.locky.benchmarks.environment;

import java.util.EnumMap;
import java.util.Map;

import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * The subjects of one JVM. They are connected when they are first asked for, and stay so.
 */
public final class Subjects implements AutoCloseable {

	private final int port;

	private final Map<SubjectKind, Subject> open = new EnumMap<>(SubjectKind.class);

	/**
	 * Create.
	 * @param port the port of Redis on the loopback interface
	 */
	public Subjects(int port) {
		this.port = port;
	}

	/**
	 * Return the subject of a kind.
	 * @param kind which
	 * @return the subject, connected
	 */
	public Subject get(SubjectKind kind) {
		return this.open.computeIfAbsent(kind, (key) -> key.open(this.port));
	}

	@Override
	public void close() {
		this.open.values().forEach(Subject::close);
		this.open.clear();
	}

}
