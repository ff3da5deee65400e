package io.github.locky.autoconfigure;

import java.util.Arrays;

import io.github.locky.store.Diagnosis;
import io.github.locky.store.redis.RedisDiagnosis;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.dao.DataAccessException;

/**
 * Tells what is wrong with Redis, and what to do about it, if it was Locky that asked.
 */
class RedisFailureAnalyzer extends AbstractFailureAnalyzer<DataAccessException> {

	private static final String PACKAGE = RedisDiagnosis.class.getPackageName() + ".";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DataAccessException cause) {
		Diagnosis diagnosis = (isOurs(cause)) ? RedisDiagnosis.of(cause) : null;
		return (diagnosis != null) ? new FailureAnalysis("Locky cannot work with Redis. " + diagnosis.description(),
				diagnosis.action(), cause) : null;
	}

	private static boolean isOurs(Throwable cause) {
		return Arrays.stream(cause.getStackTrace()).anyMatch((element) -> element.getClassName().startsWith(PACKAGE));
	}

}
