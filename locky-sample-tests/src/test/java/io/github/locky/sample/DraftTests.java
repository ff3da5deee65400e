package io.github.locky.sample;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.locky.sample.ArticleRepository.Draft;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no text is lost, and none shown that nobody wrote.
 */
@ChromiumTest
class DraftTests extends TwoEditorsTests {

	@Test
	void whoWroteNothingHasNothingUnsaved() {
		this.ada.edit(FERRY);
		saveElsewhere("Grace's text");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Grace has taken it over.");
		PlaywrightAssertions.assertThat(this.ada.notice()).not().containsText("Your text is kept here.");
		locky().unlock(Article.resource(1));
		this.ada.click("Open it again");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Grace's text");
		PlaywrightAssertions.assertThat(this.ada.unsaved()).isHidden();
	}

	@Test
	void whatOthersHaveOvertakenIsShownBesideTheArticle() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		saveElsewhere("Grace's newer text");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Grace has taken it over.");
		locky().unlock(Article.resource(1));
		this.ada.click("Open it again");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Grace's newer text");
		PlaywrightAssertions.assertThat(this.ada.unsaved()).hasValue("Ada's draft");
		this.ada.page().reload();
		PlaywrightAssertions.assertThat(this.ada.unsaved()).hasValue("Ada's draft");
		this.ada.click("Use this text");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Ada's draft");
		PlaywrightAssertions.assertThat(this.ada.unsaved()).isHidden();
		this.ada.click("Save");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Saved at");
		this.ada.click("Close");
		PlaywrightAssertions.assertThat(this.ada.text()).isHidden();
	}

	@Test
	void closingAsksWhatToDoWithUnsavedText() {
		this.ada.edit(FERRY);
		this.ada.write("Almost forgotten");
		this.ada.click("Close");
		this.ada.click("Go on writing");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Almost forgotten");
		this.ada.click("Close");
		this.ada.click("Save it");
		PlaywrightAssertions.assertThat(this.ada.text()).isHidden();
		this.grace.edit(FERRY);
		PlaywrightAssertions.assertThat(this.grace.text()).hasValue("Almost forgotten");
	}

	@Test
	void openingAnotherAsksWhatToDoWithUnsavedText() {
		this.ada.edit(FERRY);
		String before = this.ada.text().inputValue();
		this.ada.write("Nonsense");
		this.ada.openArticle(LAMP);
		PlaywrightAssertions.assertThat(this.ada.page().getByText("You have not saved what you wrote.")).isVisible();
		this.ada.page().keyboard().press("Escape");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Nonsense");
		this.ada.openArticle(LAMP);
		this.ada.click("Throw it away");
		PlaywrightAssertions.assertThat(this.ada.story(LAMP)).containsText("Yours");
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Free");
		this.ada.openArticle(FERRY);
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue(before);
	}

	@Test
	void draftSurvivesAReload() {
		this.ada.edit(FERRY);
		this.ada.write("Half a sentence");
		this.ada.page().reload();
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("What you had not saved is here again.");
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Half a sentence");
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("Yours");
	}

	@Test
	void draftSurvivesALostLock() {
		this.ada.edit(FERRY);
		this.ada.write("Ada's draft");
		locky().unlock(Article.resource(1));
		PlaywrightAssertions.assertThat(this.ada.notice())
			.containsText("It is no longer yours: somebody has released it. Your text is kept here.");
		this.ada.click("Close");
		this.ada.click("Keep it for later");
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).containsText("you have a draft");
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(this.ada.text()).hasValue("Ada's draft");
		this.ada.click("Save");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("Saved at");
	}

	@Test
	void saveMayBeAnsweredWhileTheArticleIsBeingClosed() {
		List<Route> held = new ArrayList<>();
		this.ada.edit(FERRY);
		this.ada.write("Saved at the last moment");
		this.ada.page().route("**/articles/1?*", held::add);
		this.ada.click("Save");
		PlaywrightAssertions.assertThat(this.ada.button("Save")).isDisabled();
		this.ada.openArticle(LAMP);
		assertThat(held).hasSize(1);
		held.get(0).resume();
		PlaywrightAssertions.assertThat(this.ada.story(LAMP)).containsText("Yours");
		PlaywrightAssertions.assertThat(this.ada.notice()).containsText("It is yours while you have it open.");
		PlaywrightAssertions.assertThat(this.ada.button("Save")).isEnabled();
		PlaywrightAssertions.assertThat(this.ada.story(FERRY)).not().containsText("you have a draft");
		assertThat(north.bean(ArticleRepository.class).get(1).text()).isEqualTo("Saved at the last moment");
		this.ada.page().unrouteAll();
	}

	private static void saveElsewhere(String text) {
		long fencingToken = takeOver(1);
		north.bean(ArticleRepository.class).save(1, new Draft(FERRY, text), "Grace@south#elsewhere", fencingToken);
	}

}
