package io.github.locky.store.redis;

import java.time.Duration;

/**
 * That locks count only when replicas have them, too.
 *
 * @param minReplicas how many replicas must acknowledge a lock
 * @param timeout how long to wait for them
 */
public record ReplicationSettings(int minReplicas, Duration timeout) {
}
