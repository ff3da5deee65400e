package io.github.locky.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when Locky is configured in a way it can't work with, and Spring Boot has no
 * exception for that.
 */
@SuppressWarnings("serial")
class LockyConfigurationException extends RuntimeException {

	private final String action;

	LockyConfigurationException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
