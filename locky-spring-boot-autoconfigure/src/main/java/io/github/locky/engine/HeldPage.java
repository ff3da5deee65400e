package io.github.locky.engine;

import java.util.List;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * Some of the held locks.
 *
 * @param locks the locks, in no order
 * @param next where the next page begins; {@code null} if there is none
 */
public record HeldPage(List<HeldLock> locks, @Nullable String next) {
}
