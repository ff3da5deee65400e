package io.github.locky;

import io.github.locky.store.OneLine;

/**
 * Text in one line, for messages in which there are names. For adapters of Locky's own;
 * not meant to be used by applications.
 */
public final class InternalOneLine {

	private InternalOneLine() {
	}

	/**
	 * Escape what is not printed, or begins a new line.
	 * @param text the text
	 * @return the text in one line
	 */
	public static String of(String text) {
		return OneLine.of(text);
	}

}
