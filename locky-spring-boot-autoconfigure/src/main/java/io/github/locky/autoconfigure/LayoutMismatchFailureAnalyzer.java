package io.github.locky.autoconfigure;

import io.github.locky.store.redis.LayoutMismatchException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link LayoutMismatchException}.
 */
class LayoutMismatchFailureAnalyzer extends AbstractFailureAnalyzer<LayoutMismatchException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LayoutMismatchException cause) {
		return new FailureAnalysis("Two layouts on one Redis would mean two owners. " + cause.diagnosis().description(),
				cause.diagnosis().action() + " Or use another 'locky.key-prefix'.", cause);
	}

}
