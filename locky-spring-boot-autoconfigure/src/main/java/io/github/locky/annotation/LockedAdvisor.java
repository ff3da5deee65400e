package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.time.Duration;

import io.github.locky.LockyOperations;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.Ordered;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * Advises {@link Locked} methods, for whatever creates proxies.
 */
public final class LockedAdvisor extends DefaultPointcutAdvisor {

	/**
	 * The order: outside {@code @Transactional} and {@code @Cacheable}, which come last
	 * by default, so that the lock is released after the commit.
	 */
	public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	private static final Duration ABANDONED = Duration.ofHours(1);

	/**
	 * Create an advisor.
	 * @param beanFactory resolves placeholders and names of beans
	 * @param locky what to lock with, asked for at the first call
	 */
	public LockedAdvisor(ConfigurableBeanFactory beanFactory, ObjectProvider<LockyOperations> locky) {
		this(beanFactory, locky, ABANDONED);
	}

	LockedAdvisor(ConfigurableBeanFactory beanFactory, ObjectProvider<LockyOperations> locky, Duration abandoned) {
		ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();
		LockedOperationSource operations = new LockedOperationSource(
				new LockedOperationParser(parameterNames, beanFactory::resolveEmbeddedValue, abandoned));
		setPointcut(new LockedPointcut(operations));
		setAdvice(new LockedInterceptor(operations, locky::getObject, beanFactory, parameterNames));
		setOrder(ORDER);
	}

	/**
	 * Matches locked methods.
	 */
	private static final class LockedPointcut extends StaticMethodMatcherPointcut {

		private final LockedOperationSource operations;

		private LockedPointcut(LockedOperationSource operations) {
			this.operations = operations;
			setClassFilter(new LockedClassFilter(operations));
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.operations.getOperation(method, targetClass) != null;
		}

	}

	/**
	 * Matches classes with locked methods.
	 */
	private record LockedClassFilter(LockedOperationSource operations) implements ClassFilter {

		@Override
		public boolean matches(Class<?> type) {
			return this.operations.isLocked(type);
		}

	}

}
