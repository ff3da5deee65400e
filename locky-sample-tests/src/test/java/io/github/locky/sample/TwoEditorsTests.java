package io.github.locky.sample;

import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two editors, each with a browser window at an instance of their own.
 */
@ExtendWith(Newsroom.Resolver.class)
abstract class TwoEditorsTests {

	static final String FERRY = "The ferry is back on time";

	static final String LAMP = "New lamp for the lighthouse";

	static Chromium chromium;

	static NewsroomInstance north;

	static NewsroomInstance south;

	EditorWindow ada;

	EditorWindow grace;

	@BeforeAll
	static void start(Newsroom newsroom) {
		chromium = newsroom.chromium();
		north = newsroom.north();
		south = newsroom.south();
	}

	@BeforeEach
	void openWindows() {
		this.ada = EditorWindow.open(chromium, north, "Ada");
		this.grace = EditorWindow.open(chromium, south, "Grace");
	}

	@AfterEach
	void closeWindows() {
		this.ada.close();
		this.grace.close();
		LockyOperations locky = locky();
		try (Stream<HeldLock> locks = locky.findAll()) {
			locks.forEach((lock) -> locky.unlock(lock.resource()));
		}
		assertThat(this.ada.errors()).isEmpty();
		assertThat(this.grace.errors()).isEmpty();
	}

	static LockyOperations locky() {
		return north.bean(LockyOperations.class);
	}

	/**
	 * Let Grace take an article over without asking.
	 * @param id the id of the article
	 * @return the fencing token
	 */
	static long takeOver(long id) {
		return locky().attempt(LockRequest.of(Article.resource(id), "Grace@south#elsewhere").force())
			.lock()
			.fencingToken();
	}

}
