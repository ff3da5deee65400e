/**
 * Lets callers wait for locks: a queue for each resource in this instance. Not meant to
 * be used by applications.
 */
@NullMarked
package io.github.locky.engine.waiting;

import org.jspecify.annotations.NullMarked;
