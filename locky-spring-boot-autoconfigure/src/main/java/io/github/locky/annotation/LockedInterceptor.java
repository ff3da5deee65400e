package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import io.github.locky.LockyOperations;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;

/**
 * Calls {@link Locked} methods under their locks.
 */
final class LockedInterceptor implements MethodInterceptor {

	private final LockedOperationSource operations;

	private final Supplier<LockyOperations> locky;

	private final BeanFactory beanFactory;

	private final ParameterNameDiscoverer parameterNames;

	private final CurrentLeases current = new CurrentLeases();

	LockedInterceptor(LockedOperationSource operations, Supplier<LockyOperations> locky, BeanFactory beanFactory,
			ParameterNameDiscoverer parameterNames) {
		this.operations = operations;
		this.locky = locky;
		this.beanFactory = beanFactory;
		this.parameterNames = parameterNames;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? AopUtils.getTargetClass(target)
				: invocation.getMethod().getDeclaringClass();
		LockedOperation operation = this.operations.getOperation(invocation.getMethod(), targetClass);
		if (operation == null) {
			return invocation.proceed();
		}
		LockedCall call;
		try {
			EvaluationContext context = context(operation.method(), invocation, target, targetClass);
			call = (operation.isWanted(context)) ? call(invocation, operation, context) : null;
		}
		catch (RuntimeException ex) {
			return operation.style().failed(ex);
		}
		return (call != null) ? operation.style().invoke(call) : invocation.proceed();
	}

	private LockedCall call(MethodInvocation invocation, LockedOperation operation, EvaluationContext context) {
		return new LockedCall(invocation, operation, this.locky.get(), this.current, operation.resources(context),
				operation.locker(context));
	}

	private EvaluationContext context(Method method, MethodInvocation invocation, @Nullable Object target,
			Class<?> targetClass) {
		@Nullable Object[] arguments = invocation.getArguments();
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
				new LockedRoot(method, target, targetClass, arguments), method, arguments, this.parameterNames);
		context.setBeanResolver(new BeanFactoryResolver(this.beanFactory));
		return context;
	}

}
