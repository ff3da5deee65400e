package io.github.locky.sample;

import java.nio.file.Path;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.locky.LockyOperations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for the page in a real browser: two editors, each at an instance of their own.
 */
@ChromiumTest
class EditorialDeskTests {

	private static final String FERRY = "The ferry is back on time";

	private static final String LAMP = "New lamp for the lighthouse";

	@TempDir
	static Path database;

	private static Chromium chromium;

	private static NewsroomInstance north;

	private static NewsroomInstance south;

	private EditorWindow ada;

	private EditorWindow grace;

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
		LockyOperations locky = north.bean(LockyOperations.class);
		north.bean(ArticleRepository.class)
			.findAll()
			.forEach((article) -> locky.unlock(Article.resource(article.id())));
	}

	@Test
	void openArticleIsLockedForTheOthers() {
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Free");
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours");
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Yours");
		PlaywrightAssertions.assertThat(this.ada.text()).isFocused();
		PlaywrightAssertions.assertThat(this.grace.story(FERRY))
			.containsText(Pattern.compile("Locked by Ada for another (30|2\\d) s"));
	}

	@Test
	void lockedArticleIsRefused() {
		this.ada.edit(FERRY);
		this.grace.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada has it for");
		PlaywrightAssertions.assertThat(this.grace.button("Take over " + FERRY)).isVisible();
		PlaywrightAssertions.assertThat(this.grace.text()).isHidden();
	}

	@Test
	void whatIsSavedIsSeenByTheNext() {
		this.ada.edit(FERRY);
		this.ada.write("It was late again.");
		this.ada.page().keyboard().press("Control+s");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Saved at");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Locked by Ada");
		this.ada.click("Close");
		PlaywrightAssertions.assertThat(this.ada.text()).isHidden();
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Free");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("not published yet");
		this.grace.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.grace.text()).hasValue("It was late again.");
	}

	@Test
	void whoIsDispossessedIsToldByWhomAndCannotSave() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		this.grace.openArticle(FERRY);
		this.grace.takeOver(FERRY);
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("It is yours");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("You lost the lock to Grace.");
		PlaywrightAssertions.assertThat(this.ada.text()).hasAttribute("readonly", "");
		this.ada.click("Save anyway");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Not saved: Grace has taken over.");
		this.grace.write("Grace's text");
		this.grace.click("Save");
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("Saved at");
		this.ada.click("Take it back");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Grace's text");
		PlaywrightAssertions.assertThat(this.ada.page().getByLabel("What you had not saved")).hasValue("Ada's draft");
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("You lost the lock to Ada.");
	}

	@Test
	void draftSurvivesLosingTheLockIfNobodySaved() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		north.bean(LockyOperations.class).unlock(Article.resource(1));
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Your lock was released elsewhere.");
		this.ada.click("Lock it again");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours again.");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Ada's draft");
	}

	@Test
	void lateSaveIsRefusedAlsoIfNothingWasHeardOfTheLoss() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		this.ada.page().route("**/articles?", (route) -> route.abort());
		this.ada.page().route("**/articles/1/lock?*", (route) -> route.abort());
		this.grace.openArticle(FERRY);
		this.grace.takeOver(FERRY);
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("It is yours");
		this.ada.click("Save");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Not saved: Grace has taken over.");
		this.grace.page().reload();
		this.grace.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.grace.text()).not().hasValue("Ada's draft");
		// Playwright fails if a page that is being closed makes a routed request
		this.ada.page().unrouteAll();
	}

	@Test
	void closedWindowReleasesTheLock() {
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Locked by Ada");
		this.ada.page().close();
		PlaywrightAssertions.assertThat(this.grace.wire().first()).containsText("Ada unlocked " + FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Free");
	}

	@Test
	void lockOfADeadTabExpires() {
		try (NewsroomInstance hasty = north.another("--newsroom.instance=hasty", "--locky.ttl=3s");
				EditorWindow bob = EditorWindow.open(chromium, hasty, "Bob")) {
			bob.edit(LAMP);
			PlaywrightAssertions
				.assertThat(this.grace.wire().filter(new Locator.FilterOptions().setHasText("at hasty")).last())
				.containsText("Bob locked " + LAMP);
			bob.crash();
			PlaywrightAssertions.assertThat(this.grace.wire().first())
				.containsText("The lock of Bob on " + LAMP + " expired");
			PlaywrightAssertions.assertThat(this.grace.story(LAMP)).containsText("Free");
		}
	}

	@Test
	void lockOfALivingTabIsRefreshed() {
		try (NewsroomInstance patient = north.another("--newsroom.instance=patient", "--locky.ttl=9s");
				EditorWindow bob = EditorWindow.open(chromium, patient, "Bob")) {
			bob.edit(LAMP);
			for (int i = 0; i < 4; i++) {
				bob.page()
					.waitForResponse(
							(response) -> response.request().method().equals("PUT") && response.status() == 204, () -> {
							});
			}
			PlaywrightAssertions.assertThat(this.grace.story(LAMP)).containsText("Locked by Bob");
			PlaywrightAssertions.assertThat(bob.story(LAMP)).containsText("Yours");
			PlaywrightAssertions.assertThat(bob.button("Save")).isVisible();
		}
	}

	@Test
	void wireTellsWhatHappensInAllInstances() {
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.grace.wire().first())
			.containsText(Pattern.compile("Ada locked " + FERRY + "\\s*at north"));
		this.grace.openArticle(FERRY);
		this.grace.takeOver(FERRY);
		for (EditorWindow window : new EditorWindow[] { this.ada, this.grace }) {
			PlaywrightAssertions.assertThat(window.wire().first())
				.containsText(Pattern.compile("Grace took " + FERRY + " over from Ada\\s*at south"));
		}
		this.grace.click("Close");
		PlaywrightAssertions.assertThat(this.ada.wire().first()).containsText("Grace unlocked " + FERRY);
	}

	@Test
	void wireAndLockSurviveARestart() {
		NewsroomInstance east = north.another("--newsroom.instance=east");
		try (EditorWindow bob = EditorWindow.open(chromium, east, "Bob")) {
			bob.edit(LAMP);
			bob.write("Bob's draft");
			east.close();
			PlaywrightAssertions.assertThat(bob.page().getByText("Connection lost, trying again")).isVisible();
			this.ada.edit(FERRY);
			east = north.another(east.port(), "--newsroom.instance=east");
			PlaywrightAssertions.assertThat(bob.page().getByText("Live")).isVisible();
			PlaywrightAssertions.assertThat(bob.story(FERRY)).containsText("Locked by Ada");
			this.ada.click("Close");
			PlaywrightAssertions.assertThat(bob.wire().first()).containsText("Ada unlocked " + FERRY);
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice()).containsText("Saved at");
		}
		finally {
			east.close();
		}
	}

	@Test
	void saysInWordsThatRedisDoesNotAnswer(@TempDir Path ownDatabase) {
		try (NewsroomInstance first = NewsroomInstance.first(ownDatabase);
				NewsroomInstance second = first.another();
				EditorWindow bob = EditorWindow.open(chromium, second, "Bob")) {
			bob.edit(LAMP);
			bob.write("Bob's draft");
			first.close();
			PlaywrightAssertions.assertThat(bob.page().getByText("Redis or the database does not answer"))
				.isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
			bob.click("Save");
			PlaywrightAssertions.assertThat(bob.notice())
				.containsText("Redis or the database does not answer",
						new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
			PlaywrightAssertions.assertThat(bob.text()).hasValue("Bob's draft");
		}
	}

}
