/**
 * Auto-configuration for Locky.
 */
@NullMarked
package io.github.locky.autoconfigure;

import org.jspecify.annotations.NullMarked;
