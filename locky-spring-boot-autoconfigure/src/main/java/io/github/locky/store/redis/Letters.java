package io.github.locky.store.redis;

import java.time.Duration;

import io.github.locky.store.JournalEntry;
import io.github.locky.store.LockCommand;
import io.github.locky.store.Ownership;

/**
 * The letters that scripts and this side of them understand each other by. None has two
 * meanings; {@code library.lua} has the same list.
 */
final class Letters {

	private Letters() {
	}

	static JournalEntry.Kind kind(char letter) {
		return switch (letter) {
			case 'L' -> JournalEntry.Kind.LOCKED;
			case 'F' -> JournalEntry.Kind.FORCED;
			case 'U' -> JournalEntry.Kind.UNLOCKED;
			case 'E' -> JournalEntry.Kind.EXPIRED;
			default -> throw new IllegalArgumentException("Unknown kind of journal entry '" + letter + "'");
		};
	}

	static String ownership(Ownership.Kind kind) {
		return switch (kind) {
			case ANYONE -> "A";
			case LOCKER -> "B";
			case TOKEN -> "T";
			case LOCKER_AND_TOKEN -> "D";
			case ACQUISITION -> "I";
		};
	}

	/**
	 * Return how to lock: {@code C} to come back, {@code O} to override, {@code W} to
	 * wait, {@code M} if more wait, {@code P} if patient.
	 * @param command the command
	 * @param repetitionTime how long to remember a call that overrides
	 * @return the letters, and behind {@code O} that time in milliseconds
	 */
	static String mode(LockCommand command, Duration repetitionTime) {
		LockCommand.Waiting waiting = command.waiting();
		return ((command.request().isReentrant()) ? "C" : "")
				+ ((command.request().isForced()) ? "O" + repetitionTime.toMillis() : "")
				+ ((waiting != null) ? "W" : "") + ((waiting != null && waiting.more()) ? "M" : "")
				+ ((waiting != null && waiting.patient()) ? "P" : "");
	}

	/**
	 * What a script did.
	 */
	enum Reply {

		/**
		 * A new ownership.
		 */
		LOCKED('L'),

		/**
		 * A new ownership, taken from another.
		 */
		FORCED('F'),

		/**
		 * The call was made before, and its ownership lasts.
		 */
		REPEATED('R'),

		/**
		 * An older ownership of the same locker.
		 */
		KEPT('K'),

		/**
		 * Held by another.
		 */
		HELD('H'),

		/**
		 * Free, but the turn of others.
		 */
		QUEUE('Q'),

		/**
		 * Unlocked.
		 */
		UNLOCKED('U'),

		/**
		 * Not held as meant.
		 */
		NOT_HELD('N'),

		/**
		 * Released, but stays locked until the end of its hold.
		 */
		STAYS('S'),

		/**
		 * The holder was asked to release.
		 */
		ASKED('V');

		private final char letter;

		Reply(char letter) {
			this.letter = letter;
		}

		static Reply of(char letter) {
			for (Reply reply : values()) {
				if (reply.letter == letter) {
					return reply;
				}
			}
			throw new IllegalStateException("Unexpected reply '" + letter + "'");
		}

	}

	/**
	 * Return whether a message to all instances asks the holder of a resource to release
	 * it, rather than tells what was journaled, which begins with a number.
	 * @param letter what the message begins with
	 * @return whether it is a request
	 */
	static boolean isReleaseRequest(byte letter) {
		return letter == 'V';
	}

	/**
	 * What an instance is told.
	 */
	enum Mail {

		/**
		 * It is its turn.
		 */
		TURN('Y'),

		/**
		 * An ownership of it was ended by another.
		 */
		OWNERSHIP_ENDED('X');

		private final char letter;

		Mail(char letter) {
			this.letter = letter;
		}

		boolean is(byte letter) {
			return this.letter == letter;
		}

	}

}
