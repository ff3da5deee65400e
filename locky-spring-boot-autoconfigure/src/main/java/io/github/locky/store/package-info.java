/**
 * The port of the engine: what a store of locks does, each of it atomically. Its commands
 * and answers are values without behaviour.
 */
@NullMarked
package io.github.locky.store;

import org.jspecify.annotations.NullMarked;
