/**
 * A newsroom whose editors lock articles.
 */
@NullMarked
package io.github.locky.sample;

import org.jspecify.annotations.NullMarked;
