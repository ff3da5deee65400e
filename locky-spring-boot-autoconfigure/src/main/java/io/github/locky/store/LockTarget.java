package io.github.locky.store;

/**
 * A lock that is to be released or prolonged, if it is held as meant.
 *
 * @param resource the resource
 * @param ownership whose lock is meant
 */
public record LockTarget(String resource, Ownership ownership) {
}
