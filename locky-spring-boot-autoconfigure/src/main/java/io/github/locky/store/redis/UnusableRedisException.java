package io.github.locky.store.redis;

import io.github.locky.store.Diagnosis;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * This Redis answers, but lacks what Locky needs.
 */
public class UnusableRedisException extends NonTransientDataAccessException implements Diagnosis.Diagnosed {

	private final transient Diagnosis diagnosis;

	UnusableRedisException(Diagnosis diagnosis) {
		super(diagnosis.toString());
		this.diagnosis = diagnosis;
	}

	@Override
	public Diagnosis diagnosis() {
		return this.diagnosis;
	}

}
