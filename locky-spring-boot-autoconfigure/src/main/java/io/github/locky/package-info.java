/**
 * What applications call: {@link io.github.locky.LockyOperations} and what it takes and
 * returns.
 */
@NullMarked
package io.github.locky;

import org.jspecify.annotations.NullMarked;
