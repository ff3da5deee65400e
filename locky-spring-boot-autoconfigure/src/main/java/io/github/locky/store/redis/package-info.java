/**
 * Locks in Redis: keys, scripts, subscription, replication. The only package that knows
 * Spring Data Redis.
 */
@NullMarked
package io.github.locky.store.redis;

import org.jspecify.annotations.NullMarked;
