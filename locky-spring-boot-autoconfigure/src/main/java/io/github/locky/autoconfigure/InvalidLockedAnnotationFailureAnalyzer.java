package io.github.locky.autoconfigure;

import io.github.locky.annotation.InvalidLockedAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidLockedAnnotationException}.
 */
class InvalidLockedAnnotationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLockedAnnotationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLockedAnnotationException cause) {
		String bean = beanName(rootFailure, cause);
		return new FailureAnalysis("@Locked on " + cause.getMethod() + "()"
				+ ((bean != null) ? " of the bean '" + bean + "'" : "") + " is not valid: " + cause.getReason() + ".",
				"Correct the annotation or the method.", cause);
	}

	// The innermost bean is the one with the method
	private static @Nullable String beanName(Throwable failure, Throwable cause) {
		String name = null;
		for (Throwable current = failure; current != null && current != cause; current = current.getCause()) {
			if (current instanceof BeanCreationException creation && creation.getBeanName() != null) {
				name = creation.getBeanName();
			}
		}
		return name;
	}

}
