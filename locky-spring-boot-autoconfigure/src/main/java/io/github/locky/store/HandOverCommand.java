package io.github.locky.store;

/**
 * Unlock a resource if it is held as meant, and lock it for the next waiter of the same
 * instance, unless it is the turn of others.
 *
 * @param from the lock
 * @param to the attempt of the next, for the same resource alone
 * @param row how often the resource was handed over in a row
 * @param rowBegan when that row began, in milliseconds of the store's clock; 0 if it
 * begins with this
 */
public record HandOverCommand(LockTarget from, LockCommand to, int row, long rowBegan) {
}
