/**
 * Waiting for locks, and keeping them.
 */
@NullMarked
package io.github.locky.lease;

import org.jspecify.annotations.NullMarked;
