package io.github.locky.sample;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;

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
	 * Open an article, and wait until it is there to be edited.
	 * @param title its title
	 */
	void edit(String title) {
		openArticle(title);
		PlaywrightAssertions.assertThat(text()).isVisible();
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
