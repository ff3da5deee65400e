/**
 * Editors locking articles.
 */
@NullMarked
package io.github.locky.sample;

import org.jspecify.annotations.NullMarked;
