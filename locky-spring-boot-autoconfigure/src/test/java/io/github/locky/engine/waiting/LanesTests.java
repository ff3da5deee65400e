package io.github.locky.engine.waiting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import io.github.locky.engine.SerialExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Lanes}.
 */
class LanesTests {

	private static final List<String> ARTICLE = List.of("article:1");

	private final SerialExecutor executor = new SerialExecutor("lanes-");

	private final List<String> done = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch answer = new CountDownLatch(1);

	private volatile Set<Integer> known = Set.of();

	private final Lanes lanes = new Lanes((resources) -> this.known, this.executor);

	@AfterEach
	void close() {
		this.executor.close();
	}

	@Test
	void whatIsAskedAboutTheSameResourcesIsAskedInOrderAlsoWhenTheirPartitionBecomesKnown() {
		ask(ARTICLE, "first", this.answer);
		this.known = Set.of(0);
		ask(ARTICLE, "second");
		this.known = Set.of();
		ask(ARTICLE, "third");
		askAndAwait("other", Set.of(1));
		this.answer.countDown();
		awaitDone("other", "first", "second", "third");
	}

	@Test
	void partitionThatBecameKnownCountsWhenNothingIsAskedAnyMore() {
		ask(ARTICLE, "early");
		awaitDone("early");
		this.known = Set.of(7);
		Awaitility.await().until(this.lanes::isIdle);
		ask(ARTICLE, "held up", this.answer);
		this.known = Set.of();
		ask(List.of("article:2"), "of unknown partitions");
		awaitDone("early", "of unknown partitions");
		this.answer.countDown();
		awaitDone("early", "of unknown partitions", "held up");
	}

	@Test
	void whatWasRejectedLeavesNothingBehind() {
		this.executor.close();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> ask(ARTICLE, "late"));
		assertThat(this.lanes.isIdle()).isTrue();
	}

	private void askAndAwait(String name, Set<Integer> partitions) {
		this.known = partitions;
		ask(List.of("other"), name);
		awaitDone(name);
	}

	private void ask(Collection<String> resources, String name, CountDownLatch... answers) {
		this.lanes.of(resources).execute(() -> {
			for (CountDownLatch answer : answers) {
				await(answer);
			}
			this.done.add(name);
		});
	}

	private void awaitDone(String... names) {
		Awaitility.await().untilAsserted(() -> assertThat(this.done).containsExactly(names));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
