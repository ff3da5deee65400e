/**
 * The engine: keys, scripts, journal, subscription and expiry in Redis.
 */
@NullMarked
package io.github.locky.redis;

import org.jspecify.annotations.NullMarked;
