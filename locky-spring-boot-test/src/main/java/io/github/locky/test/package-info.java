/**
 * Assertions about locks, and what was heard of them.
 */
@NullMarked
package io.github.locky.test;

import org.jspecify.annotations.NullMarked;
