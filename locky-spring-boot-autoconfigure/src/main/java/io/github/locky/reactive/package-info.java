/**
 * The locks of Locky for Reactor.
 */
@NullMarked
package io.github.locky.reactive;

import org.jspecify.annotations.NullMarked;
