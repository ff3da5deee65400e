package io.github.locky.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page on which an operator sees and breaks locks.
 */
@ChromiumTest
class OperatorPageTests extends TwoEditorsTests {

	@Test
	void showsWhoHoldsWhatAndWhoWaits() {
		Page page = open();
		PlaywrightAssertions.assertThat(page.getByText("Nothing is locked.")).isVisible();
		this.ada.edit(FERRY);
		PlaywrightAssertions.assertThat(row(page, "article:1")).containsText("Ada at north");
		PlaywrightAssertions.assertThat(page.getByText("Nothing is locked.")).isHidden();
		// The page is one of the instance in the south, and so is who waits
		CompletableFuture<Lease> bob = south.bean(LockyOperations.class)
			.acquireAsync(LockRequest.of(Article.resource(1), "Bob@south").waitAtMost(Duration.ofMinutes(1)));
		PlaywrightAssertions.assertThat(row(page, "article:1")).containsText("1: Bob");
		page.getByLabel("Only what begins with").fill("job:");
		PlaywrightAssertions.assertThat(row(page, "article:1")).isHidden();
		page.getByLabel("Only what begins with").fill("article:");
		this.ada.click("Close");
		PlaywrightAssertions.assertThat(row(page, "article:1")).containsText("Bob at south");
		bob.join().close();
		PlaywrightAssertions.assertThat(row(page, "article:1")).isHidden();
	}

	@Test
	void breaksALockAfterAskingForConfirmation() {
		this.ada.edit(FERRY);
		Page page = open();
		Locator breakIt = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Break article:1"));
		breakIt.click();
		PlaywrightAssertions.assertThat(page.getByText("Break the lock of Ada on article:1?")).isVisible();
		page.getByText("Leave it").click();
		assertThat(locky().getLocker(Article.resource(1))).startsWith("Ada@north");
		breakIt.click();
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Break it")).click();
		PlaywrightAssertions.assertThat(page.getByText("The lock on article:1 is broken.")).isVisible();
		PlaywrightAssertions.assertThat(row(page, "article:1")).isHidden();
		PlaywrightAssertions.assertThat(this.ada.notice())
			.containsText("It is no longer yours: somebody has released it.");
	}

	@Test
	void saysThatBreakingIsSwitchedOff() {
		locky().lock("import", "nightly@north");
		Page page = open();
		page.route("**/actuator/locky?resource=*", (route) -> route.fulfill(new Route.FulfillOptions().setStatus(405)));
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Break import")).click();
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Break it")).click();
		PlaywrightAssertions.assertThat(page.getByText("Breaking locks is switched off here")).isVisible();
		PlaywrightAssertions.assertThat(row(page, "import")).isVisible();
	}

	private Page open() {
		Page desk = this.grace.page();
		desk.getByText("All locks").click();
		PlaywrightAssertions.assertThat(desk.getByText("Live")).isVisible();
		return desk;
	}

	private static Locator row(Page page, String resource) {
		return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(resource));
	}

}
