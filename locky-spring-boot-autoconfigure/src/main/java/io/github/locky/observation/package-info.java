/**
 * Observations of what an application does with locks.
 */
@NullMarked
package io.github.locky.observation;

import org.jspecify.annotations.NullMarked;
