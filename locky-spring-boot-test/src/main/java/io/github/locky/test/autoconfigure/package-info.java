/**
 * Auto-configuration of Locky in tests.
 */
@NullMarked
package io.github.locky.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
