package io.github.locky.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A method is annotated with {@link Locked} in a way that cannot work.
 */
public class InvalidLockedAnnotationException extends IllegalStateException {

	private final String method;

	private final String reason;

	InvalidLockedAnnotationException(Method method, Class<?> targetClass, String reason, @Nullable Throwable cause) {
		super("@Locked on " + ClassUtils.getQualifiedMethodName(method, targetClass) + "() is not valid: " + reason,
				cause);
		this.method = ClassUtils.getQualifiedMethodName(method, targetClass);
		this.reason = reason;
	}

	/**
	 * Return the annotated method.
	 * @return class and method
	 */
	public String getMethod() {
		return this.method;
	}

	/**
	 * Return what is wrong.
	 * @return the reason
	 */
	public String getReason() {
		return this.reason;
	}

}
