package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.locky.LockNotAcquiredException;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.util.Assert;

/**
 * What to do instead when the lock is not acquired, because another has it, or the
 * instance shuts down.
 */
@FunctionalInterface
interface Refusal {

	/**
	 * Act instead of the method.
	 * @param invocation the call
	 * @param refused why
	 * @return what the call returns
	 * @throws Throwable what the call throws
	 */
	@Nullable Object instead(MethodInvocation invocation, CannotAcquireLockException refused) throws Throwable;

	static Refusal fail() {
		return (invocation, refused) -> {
			throw refused;
		};
	}

	static Refusal skip() {
		return (invocation, refused) -> nothing(invocation.getMethod().getReturnType());
	}

	private static @Nullable Object nothing(Class<?> returnType) {
		if (returnType == Optional.class) {
			return Optional.empty();
		}
		return (CompletionStage.class.isAssignableFrom(returnType)) ? CompletableFuture.completedFuture(null) : null;
	}

	// No fallback when the instance shuts down: nothing is known of a holder
	static Refusal fallback(Method fallback) {
		return (invocation, refused) -> {
			if (!(refused instanceof LockNotAcquiredException)) {
				throw refused;
			}
			@Nullable Object[] arguments = invocation.getArguments();
			if (fallback.getParameterCount() > arguments.length) {
				arguments = Arrays.copyOf(arguments, arguments.length + 1);
				arguments[arguments.length - 1] = refused;
			}
			Object target = invocation.getThis();
			Assert.state(target != null, "A fallback needs a target");
			return AopUtils.invokeJoinpointUsingReflection(target, fallback, arguments);
		};
	}

}
