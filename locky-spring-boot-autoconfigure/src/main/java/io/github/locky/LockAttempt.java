package io.github.locky;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to lock a resource.
 *
 * @param granted whether the resource is locked by the attempt
 * @param lock who holds the resource now, as Redis had it when it decided; {@code null}
 * only if the attempt waited, and in the end it was the turn of others or too late
 */
public record LockAttempt(boolean granted, @Nullable HeldLock lock) {
}
