package io.github.locky.test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.github.locky.annotation.LockedAdvisor;
import org.assertj.core.api.AbstractAssert;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Assertions about a method that should be locked: that the annotation is there is not
 * enough, the bean has to be a proxy.
 */
public final class LockedMethodAssert extends AbstractAssert<LockedMethodAssert, Object> {

	private final String method;

	LockedMethodAssert(Object bean, String method) {
		super(bean, LockedMethodAssert.class);
		this.method = method;
	}

	/**
	 * Assert that calls of the method are locked.
	 * @return this
	 */
	public LockedMethodAssert isLocked() {
		isNotNull();
		Class<?> type = AopProxyUtils.ultimateTargetClass(this.actual);
		List<Method> methods = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
			.filter((candidate) -> candidate.getName().equals(this.method))
			.toList();
		if (methods.isEmpty()) {
			failWithMessage("Expected '%s' to be locked, but %s has no such method", this.method, type.getName());
		}
		if (!(this.actual instanceof Advised advised)) {
			throw failure(
					"Expected '%s' to be locked, but this %s is no proxy: take the bean from the application context",
					this.method, type.getName());
		}
		boolean locked = Arrays.stream(advised.getAdvisors())
			.filter(LockedAdvisor.class::isInstance)
			.anyMatch((advisor) -> methods.stream()
				.allMatch((candidate) -> AopUtils.canApply(((LockedAdvisor) advisor).getPointcut(), type)
						&& ((LockedAdvisor) advisor).getPointcut().getMethodMatcher().matches(candidate, type)));
		if (!locked) {
			failWithMessage("Expected '%s' to be locked, but the proxy of %s does not lock it", this.method,
					type.getName());
		}
		return this;
	}

}
