package io.github.locky.sample;

import java.nio.file.Path;
import java.util.Base64;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the picture in the documentation: two windows side by side.
 */
@EnabledIfSystemProperty(named = "locky.screenshot", matches = "true")
@ChromiumTest
class ScreenshotTests {

	private static final Path PICTURE = Path.of("..", "docs", "editorial-desk.png");

	private static final NewContextOptions WINDOW = new NewContextOptions().setViewportSize(800, 960)
		.setReducedMotion(ReducedMotion.REDUCE);

	@Test
	void twoEditorsAtTwoInstances(@TempDir Path database) {
		try (Chromium chromium = Chromium.launch();
				NewsroomInstance first = NewsroomInstance.first(database, "--newsroom.instance=8080");
				NewsroomInstance second = first.another("--newsroom.instance=8081");
				EditorWindow ada = EditorWindow.open(chromium, first, "Ada", WINDOW);
				EditorWindow grace = EditorWindow.open(chromium, second, "Grace", WINDOW)) {
			grace.edit("Tide tables were a day off");
			grace.write("The harbour office has printed new tables.");
			grace.click("Save");
			PlaywrightAssertions.assertThat(grace.notice()).containsText("Saved at");
			ada.askFor("Tide tables were a day off", "May I?");
			grace.click("Hand it over");
			PlaywrightAssertions.assertThat(ada.notice()).containsText("It is yours");
			ada.click("Close");
			first.bean(Publisher.class).publish();
			grace.edit("The library opens at night");
			ada.edit("The ferry is back on time");
			grace.askFor("The ferry is back on time", "The headline is wrong");
			PlaywrightAssertions.assertThat(ada.notice()).containsText("Grace asks for it");
			PlaywrightAssertions.assertThat(ada.wire()).hasCount(9);
			PlaywrightAssertions.assertThat(grace.wire()).hasCount(9);
			picture(chromium, ada, grace);
		}
	}

	private static void picture(Chromium chromium, EditorWindow... windows) {
		StringBuilder html = new StringBuilder("""
				<style>
				body { margin: 0; padding: 20px; display: inline-flex; gap: 20px; background: #7d898c; }
				img { display: block; border-radius: 8px; }
				</style>""");
		for (EditorWindow window : windows) {
			window.page().evaluate("scrollTo(0, 0)");
			byte[] shot = window.page().screenshot();
			html.append("<img src='data:image/png;base64,")
				.append(Base64.getEncoder().encodeToString(shot))
				.append("'>");
		}
		try (Page page = chromium.browser().newPage()) {
			page.setContent(html.toString());
			page.locator("body").screenshot(new Locator.ScreenshotOptions().setPath(PICTURE));
		}
	}

}
