package io.github.locky.reactive;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

/**
 * The way of an answer to its subscriber, who may cancel at any moment: it gets there, or
 * it is undone. What arrives in the moment of a cancellation Reactor's sinks drop,
 * without a word to those who would discard it.
 *
 * @param <T> the type of the answer
 */
final class Delivery<T> {

	private static final Object DELIVERED = new Object();

	private static final Object CANCELLED = new Object();

	private final Consumer<? super T> undo;

	private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

	private volatile @Nullable T answer;

	/**
	 * Create a delivery.
	 * @param undo undoes what nobody gets
	 */
	Delivery(Consumer<? super T> undo) {
		this.undo = undo;
	}

	/**
	 * There is an answer.
	 * @param answer the answer
	 * @return whether to send it, as nobody has cancelled yet
	 */
	boolean begin(T answer) {
		this.answer = answer;
		boolean wanted = this.state.compareAndSet(null, answer);
		if (!wanted) {
			this.undo.accept(answer);
		}
		return wanted;
	}

	/**
	 * The answer has arrived.
	 * @param answer the answer
	 * @param subscriber gets it, if it was not undone on the way
	 */
	void end(T answer, SynchronousSink<T> subscriber) {
		if (this.state.compareAndSet(answer, DELIVERED)) {
			subscriber.next(answer);
		}
	}

	/**
	 * Nobody wants it any more.
	 */
	void cancel() {
		Object before = this.state.getAndSet(CANCELLED);
		T sent = this.answer;
		if (sent != null && before == sent) {
			this.undo.accept(sent);
		}
	}

}
