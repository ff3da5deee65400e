package io.github.locky.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of handing a lock over.
 *
 * @param unlocked whether it was held as meant, and is not any more; see
 * {@link LockStore#unlock(int, java.util.List)}
 * @param granted what the next has; {@code null} if it was not handed over
 * @param rowBegan when the row of hand-overs began, in milliseconds of the store's clock
 */
public record HandOverResult(boolean unlocked, LockResult.@Nullable Granted granted, long rowBegan) {

	/**
	 * It was not held as meant.
	 */
	public static final HandOverResult NOT_HELD = new HandOverResult(false, null, 0);

	/**
	 * It was not held any more when the call had to be transmitted again: the first time
	 * may have ended it.
	 */
	public static final HandOverResult GONE = new HandOverResult(true, null, 0);

	/**
	 * It was unlocked for those in other instances whose turn it is.
	 */
	public static final HandOverResult UNLOCKED = new HandOverResult(true, null, 0);

}
