package io.github.locky.autoconfigure;

/**
 * Thrown when Locky is configured in a way it can't work with, and Spring Boot has no
 * exception for that.
 */
@SuppressWarnings("serial")
class LockyConfigurationException extends RuntimeException {

	private final String action;

	LockyConfigurationException(String message, String action) {
		super(message);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
