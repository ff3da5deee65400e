package io.github.locky.recipes;

import io.github.locky.testing.Snippets;
import org.junit.jupiter.api.Test;

/**
 * The snippets in {@code docs/recipes.md} are those of the tests in this package.
 */
class RecipesTests {

	@Test
	void snippetsAreThoseOfTests() {
		Snippets.fill("recipes.md", "recipes");
	}

}
