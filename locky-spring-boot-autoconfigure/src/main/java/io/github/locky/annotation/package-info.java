/**
 * Locks on methods.
 */
@NullMarked
package io.github.locky.annotation;

import org.jspecify.annotations.NullMarked;
