/**
 * The locks of Locky for ShedLock.
 */
@NullMarked
package io.github.locky.shedlock;

import org.jspecify.annotations.NullMarked;
