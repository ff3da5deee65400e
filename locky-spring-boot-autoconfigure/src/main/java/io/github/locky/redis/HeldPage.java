package io.github.locky.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the held locks.
 *
 * @param locks the locks, in no order
 * @param next where the next page begins; {@code null} if there is none
 */
public record HeldPage(List<LockState> locks, @Nullable String next) {
}
