package io.github.locky.store;

/**
 * Text that is safe to print. Resources and lockers may come from anywhere, and a line
 * break in one must not begin a line of its own in a log.
 */
public final class OneLine {

	private OneLine() {
	}

	/**
	 * Escape what is not printed, or begins a new line.
	 * @param text the text
	 * @return the text in one line, with {@code \n} for a line break
	 */
	public static String of(String text) {
		int clean = 0;
		while (clean < text.length() && !isControl(text.charAt(clean))) {
			clean++;
		}
		if (clean == text.length()) {
			return text;
		}
		StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, clean);
		for (int i = clean; i < text.length(); i++) {
			char c = text.charAt(i);
			escaped.append((isControl(c)) ? escape(c) : String.valueOf(c));
		}
		return escaped.toString();
	}

	private static boolean isControl(char c) {
		return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
	}

	private static String escape(char c) {
		return switch (c) {
			case '\n' -> "\\n";
			case '\r' -> "\\r";
			case '\t' -> "\\t";
			default -> String.format("\\u%04x", (int) c);
		};
	}

}
