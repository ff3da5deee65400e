package io.github.locky.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what is wrong and what to do about a {@link LockyConfigurationException}.
 */
class LockyConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<LockyConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LockyConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getAction(), cause);
	}

}
