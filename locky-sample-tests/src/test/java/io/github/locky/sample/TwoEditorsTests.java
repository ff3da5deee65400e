package io.github.locky.sample;

import java.nio.file.Path;
import java.util.stream.Stream;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two editors, each with a browser window at an instance of their own.
 */
abstract class TwoEditorsTests {

	static final String FERRY = "The ferry is back on time";

	static final String LAMP = "New lamp for the lighthouse";

	@TempDir
	static Path database;

	static Chromium chromium;

	static NewsroomInstance north;

	static NewsroomInstance south;

	EditorWindow ada;

	EditorWindow grace;

	@BeforeAll
	static void start() {
		PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
		chromium = Chromium.launch();
		north = NewsroomInstance.first(database, "--newsroom.instance=north");
		south = north.another("--newsroom.instance=south");
	}

	@AfterAll
	static void stop() {
		if (chromium != null) {
			chromium.close();
			south.close();
			north.close();
		}
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
