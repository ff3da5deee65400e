package io.github.locky.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import io.github.locky.LockyOperations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page in a real browser: opening, saving, taking over and the wire.
 */
@ChromiumTest
class EditorialDeskTests extends TwoEditorsTests {

	@Test
	void openArticleIsLockedForTheOthers() {
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Free");
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours");
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Yours");
		PlaywrightAssertions.assertThat(this.ada.text()).isFocused();
		PlaywrightAssertions.assertThat(this.grace.story(FERRY))
			.containsText(Pattern.compile("Ada has it open since \\d\\d:\\d\\d"));
	}

	@Test
	void lockedArticleIsRefused() {
		this.ada.edit(FERRY);
		this.grace.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada has it open.");
		PlaywrightAssertions.assertThat(this.grace.button("Ask for " + FERRY)).isVisible();
		PlaywrightAssertions.assertThat(this.grace.text()).isHidden();
	}

	@Test
	void whatIsSavedIsSeenByTheNext() {
		this.ada.edit(FERRY);
		this.ada.write("It was late again.");
		this.ada.page().keyboard().press("Control+s");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Saved at");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada has it open");
		this.ada.click("Close");
		PlaywrightAssertions.assertThat(this.ada.text()).isHidden();
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Free");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("not published yet");
		this.grace.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.grace.text()).hasValue("It was late again.");
	}

	@Test
	void whoTheDeskTookSomebodyForTheyAreAfterAReload() {
		locky().lock(Article.resource(2), "Ada@south#elsewhere");
		this.ada.page().reload();
		PlaywrightAssertions.assertThat(this.ada.editor("Ada")).isChecked();
	}

	@Test
	void secondTabOfTheSameEditorIsToldApart() {
		this.ada.edit(FERRY);
		EditorWindow second = this.ada.anotherTab(north, "Ada");
		PlaywrightAssertions.assertThat(second.story(FERRY)).containsText("Other tab");
		second.openArticle(FERRY);
		PlaywrightAssertions.assertThat(second.story(FERRY)).containsText("You have it open in another tab.");
		second.click("Take over " + FERRY);
		PlaywrightAssertions.assertThat(second.notice()).containsText("It is yours");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("You have opened it in another tab.");
		PlaywrightAssertions.assertThat(this.ada.text()).hasAttribute("readonly", "");
		PlaywrightAssertions.assertThat(this.ada.button("Save")).isHidden();
		second.write("Of the second tab");
		second.click("Save");
		PlaywrightAssertions.assertThat(second.notice()).containsText("Saved at");
		this.ada.click("Take it over here");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Of the second tab");
		PlaywrightAssertions.assertThat(second.notice()).containsText("You have opened it in another tab.");
	}

	@Test
	void whoIsAskedMaySaveAndHandOver() {
		this.ada.edit(FERRY);
		this.ada.write("As far as Ada came");
		this.grace.askFor(FERRY, "The headline is wrong");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada is asked for it.");
		PlaywrightAssertions.assertThat(this.ada.notice())
			.containsText("Grace asks for it: \u201cThe headline is wrong\u201d");
		this.ada.click("Save and hand it over");
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("It is yours: Ada gave it up.");
		PlaywrightAssertions.assertThat(this.grace.text()).hasValue("As far as Ada came");
		PlaywrightAssertions.assertThat(this.ada.text()).isHidden();
	}

	@Test
	void whoIsAskedMayKeep() {
		this.ada.edit(FERRY);
		this.grace.askFor(FERRY, "");
		this.ada.click("Keep it");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("You keep it.");
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada keeps it for now.");
		this.grace.askFor(FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada keeps it for now.");
		PlaywrightAssertions.assertThat(this.ada.button("Keep it")).isHidden();
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Yours");
	}

	@Test
	void whoDoesNotAnswerIsTakenOverFrom() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		this.grace.askFor(FERRY, "");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Without an answer it goes to Grace in");
		PlaywrightAssertions.assertThat(this.grace.notice()).containsText("It is yours: Ada did not answer.");
		PlaywrightAssertions.assertThat(this.ada.notice())
			.containsText("Grace has taken it over. Your text is kept here.");
		this.ada.click("Ask for it back");
		this.grace.click("Hand it over");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours: Grace gave it up.");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Ada's draft");
	}

	@Test
	void lateSaveIsRefusedAlsoIfNothingWasHeardOfTheLoss() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		List<Route> unread = new ArrayList<>();
		this.ada.page().route("**/articles?", (route) -> {
			route.abort();
			unread.add(route);
		});
		this.ada.page().route("**/articles/1/lock?*", (route) -> route.abort());
		// The page reads one list after the other, so none is on its way any more
		this.ada.page().waitForCondition(() -> !unread.isEmpty());
		takeOver(1);
		this.ada.click("Save");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Not saved. Grace has taken it over.");
		assertThat(north.bean(ArticleRepository.class).get(1).text()).isNotEqualTo("Ada's draft");
		// Playwright fails if a page that is being closed makes a routed request
		this.ada.page().unrouteAll();
	}

	@Test
	void listFromBeforeTheLockDoesNotTellThatItIsLost() {
		List<Route> opening = new ArrayList<>();
		List<Runnable> lists = new ArrayList<>();
		this.ada.page().route("**/articles/1/lock?*", opening::add);
		this.ada.openArticle(FERRY);
		this.ada.page().waitForCondition(() -> !opening.isEmpty());
		this.ada.page().route("**/articles?", (route) -> {
			APIResponse before = route.fetch();
			lists.add(() -> route.fulfill(new Route.FulfillOptions().setResponse(before)));
		});
		this.ada.page().waitForCondition(() -> !lists.isEmpty());
		this.ada.page().unroute("**/articles?");
		opening.get(0).resume();
		PlaywrightAssertions.assertThat(this.ada.text()).isVisible();
		lists.forEach(Runnable::run);
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Yours");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours while you have it open.");
		this.ada.page().unrouteAll();
	}

	@Test
	void closedWindowReleasesTheLock() {
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.grace.story(FERRY)).containsText("Ada has it open");
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
			PlaywrightAssertions.assertThat(this.grace.story(LAMP)).containsText("Bob was not heard of");
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
			PlaywrightAssertions.assertThat(this.grace.story(LAMP)).hasAttribute("data-who", "Bob");
			PlaywrightAssertions.assertThat(bob.story(LAMP)).containsText("Yours");
			PlaywrightAssertions.assertThat(bob.button("Save")).isVisible();
		}
	}

	@Test
	void wireTellsWhatHappensInAllInstances() {
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.grace.wire().first())
			.containsText(Pattern.compile("Ada locked " + FERRY + "\\s*at north"));
		this.grace.askFor(FERRY, "Now");
		PlaywrightAssertions.assertThat(this.grace.wire().first())
			.containsText(Pattern.compile("Grace asks Ada for " + FERRY + ": \u201cNow\u201d\\s*at south"));
		this.ada.click("Keep it");
		PlaywrightAssertions.assertThat(this.grace.wire().first()).containsText("Ada keeps " + FERRY);
		takeOver(1);
		for (EditorWindow window : new EditorWindow[] { this.ada, this.grace }) {
			PlaywrightAssertions.assertThat(window.wire().first())
				.containsText(Pattern.compile("Grace took " + FERRY + " over from Ada\\s*at south"));
		}
		locky().unlock(Article.resource(1));
		PlaywrightAssertions.assertThat(this.ada.wire().first()).containsText("Grace unlocked " + FERRY);
	}

	@Test
	void wireHasOneLineForWhatRepeats() {
		LockyOperations locky = locky();
		for (int i = 0; i < 3; i++) {
			locky.lock("index", "The indexer@north");
			locky.unlock("index");
		}
		Locator lines = this.grace.wire().filter(new Locator.FilterOptions().setHasText("The indexer"));
		PlaywrightAssertions.assertThat(lines).containsText("The indexer had index, 3 times");
		PlaywrightAssertions.assertThat(lines).hasCount(1);
	}

	@Test
	void onlyDevelopersReadOfTheFencingToken() {
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.ada.page().getByText("Fencing token")).isHidden();
		this.ada.page().getByText("For developers").click();
		PlaywrightAssertions.assertThat(this.ada.page().getByText("Fencing token"))
			.containsText(String.valueOf(locky().find(Article.resource(1)).orElseThrow().fencingToken()));
	}

	@Test
	void messageCoversNoButton() {
		this.ada.page().setViewportSize(800, 500);
		this.ada.edit(FERRY);
		this.ada.page().route("**/articles/3/lock?*", (route) -> route.abort());
		this.ada.openArticle(LAMP);
		Locator message = this.ada.page().getByText("The newsroom does not answer. Try again in a moment.").last();
		PlaywrightAssertions.assertThat(message).isVisible();
		BoundingBox box = message.boundingBox();
		for (String name : new String[] { "Save", "Close" }) {
			BoundingBox button = this.ada.button(name).boundingBox();
			assertThat(box.y + box.height <= button.y || button.y + button.height <= box.y).as(name).isTrue();
		}
		this.ada.page().unrouteAll();
	}

}
