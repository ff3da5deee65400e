package io.github.locky;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Turns what callers pass as resource or locker into the text that Redis keeps.
 */
final class Identifiers {

	// A call, a message and a page may have hundreds of names in them
	private static final int MAX_BYTES = 4096;

	private static final int BYTES_PER_CHAR = 3;

	private Identifiers() {
	}

	static String resource(@Nullable Object resource) {
		return toText(resource, "resource");
	}

	static String locker(@Nullable Object locker) {
		return toText(locker, "locker");
	}

	private static String toText(@Nullable Object value, String argument) {
		Assert.notNull(value, () -> "'" + argument + "' must not be null");
		String text = toText(value);
		Assert.notNull(text, () -> "'" + argument + "' must be a CharSequence, Number, UUID or enum, but is a "
				+ value.getClass().getName());
		Assert.isTrue(!text.isBlank(), () -> "'" + argument + "' must not be blank");
		Assert.isTrue(isWellFormed(text), () -> "'" + argument + "' must be well-formed UTF-16");
		Assert.isTrue(isShort(text), () -> "'" + argument + "' must not be longer than " + MAX_BYTES
				+ " bytes in UTF-8, but is " + text.getBytes(StandardCharsets.UTF_8).length + " bytes long");
		return text;
	}

	private static @Nullable String toText(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		if (value instanceof CharSequence || value instanceof Number || value instanceof UUID) {
			return value.toString();
		}
		return null;
	}

	private static boolean isShort(String text) {
		return text.length() <= MAX_BYTES / BYTES_PER_CHAR
				|| (text.length() <= MAX_BYTES && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
	}

	// A lone surrogate would become a question mark in UTF-8, and two resources one key
	private static boolean isWellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

}
