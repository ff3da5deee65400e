package io.github.locky.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * That a lease is to be renewed until it is released.
 *
 * @param atMost how long after its beginning it is renewed at most; {@code null} for no
 * limit
 */
public record KeepAlive(@Nullable Duration atMost) {
}
