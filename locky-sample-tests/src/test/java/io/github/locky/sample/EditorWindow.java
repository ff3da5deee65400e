package io.github.locky.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.awaitility.Awaitility;

/**
 * A browser window in which somebody works at the desk.
 */
final class EditorWindow implements AutoCloseable {

	private final BrowserContext context;

	private final Page page;

	private final List<String> errors = new ArrayList<>();

	private EditorWindow(BrowserContext context, NewsroomInstance instance) {
		this.context = context;
		this.page = context.newPage();
		this.page.onPageError(this.errors::add);
		this.page.navigate(instance.url());
		PlaywrightAssertions.assertThat(this.page.getByText("Live")).isVisible();
	}

	static EditorWindow open(Chromium chromium, NewsroomInstance instance, String editor) {
		return open(chromium, instance, editor, new Browser.NewContextOptions());
	}

	static EditorWindow open(Chromium chromium, NewsroomInstance instance, String editor,
			Browser.NewContextOptions options) {
		EditorWindow window = new EditorWindow(chromium.browser().newContext(options), instance);
		window.be(editor);
		return window;
	}

	/**
	 * Open a second tab of the same browser.
	 * @param instance the instance
	 * @param editor the editor
	 * @return the tab
	 */
	EditorWindow anotherTab(NewsroomInstance instance, String editor) {
		EditorWindow tab = new EditorWindow(this.context, instance);
		tab.be(editor);
		return tab;
	}

	private void be(String editor) {
		editor(editor).check();
	}

	Locator editor(String name) {
		return this.page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
	}

	Page page() {
		return this.page;
	}

	/**
	 * Open an article, and wait until it is there to be edited. If the newsroom does not
	 * answer within the page's 10 seconds, it says to try again.
	 * @param title its title
	 */
	void edit(String title) {
		Awaitility.await().pollInSameThread().atMost(Duration.ofMinutes(1)).until(() -> {
			openArticle(title);
			return isOpened();
		});
	}

	private boolean isOpened() {
		try {
			text().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE).setTimeout(15_000));
			return true;
		}
		catch (TimeoutError ex) {
			return false;
		}
	}

	void openArticle(String title) {
		story(title).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(title).setExact(true)).click();
	}

	void askFor(String title) {
		button("Ask for " + title).click();
	}

	/**
	 * Open an article that somebody else has, and ask for it.
	 * @param title its title
	 * @param message what to tell who has it
	 */
	void askFor(String title, String message) {
		openArticle(title);
		story(title).getByLabel("What you want it for").fill(message);
		askFor(title);
	}

	void write(String text) {
		text().fill(text);
	}

	void click(String button) {
		button(button).click();
	}

	Locator button(String name) {
		return this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	Locator story(String title) {
		return this.page.locator(".story", new Page.LocatorOptions()
			.setHas(this.page.getByText(title, new Page.GetByTextOptions().setExact(true))));
	}

	Locator text() {
		return this.page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true));
	}

	Locator unsaved() {
		return this.page.getByLabel("What you had not saved");
	}

	Locator notice() {
		return this.page.locator("#notice");
	}

	Locator wire() {
		return this.page.getByRole(AriaRole.LOG).getByRole(AriaRole.LISTITEM);
	}

	List<String> errors() {
		return this.errors;
	}

	// Without a chance to say good-bye
	void crash() {
		try {
			this.page.navigate("chrome://crash");
		}
		catch (PlaywrightException ex) {
			// As wanted
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
