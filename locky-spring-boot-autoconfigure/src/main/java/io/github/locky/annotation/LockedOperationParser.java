package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.Nullness;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * Makes an operation of an annotation, or says what is wrong with it.
 */
final class LockedOperationParser {

	private final ParameterNameDiscoverer parameterNames;

	private final StringValueResolver placeholders;

	private final Duration abandoned;

	/**
	 * Create a parser.
	 * @param parameterNames tells the names of parameters
	 * @param placeholders resolves placeholders
	 * @param abandoned how long locks are renewed for futures whose caller has gone
	 */
	LockedOperationParser(ParameterNameDiscoverer parameterNames, StringValueResolver placeholders,
			Duration abandoned) {
		this.parameterNames = parameterNames;
		this.placeholders = placeholders;
		this.abandoned = abandoned;
	}

	/**
	 * Parse an annotation.
	 * @param locked the annotation
	 * @param method the method it applies to
	 * @param targetClass the class of the object the method is called on
	 * @return the operation
	 * @throws InvalidLockedAnnotationException if it cannot work
	 */
	LockedOperation parse(Locked locked, Method method, Class<?> targetClass) {
		try {
			checkInterceptable(method);
			VariableCheck variables = new VariableCheck(method, this.parameterNames);
			List<LockedTemplate> resources = new ArrayList<>();
			for (String resource : locked.resource()) {
				resources.add(template(resource, "resource", variables));
			}
			Assert.isTrue(!resources.isEmpty(), "it names no resource");
			return new LockedOperation(method, resources,
					(locked.locker().isEmpty()) ? null : template(locked.locker(), "locker", variables),
					condition(locked.condition(), variables), terms(locked), refusal(locked, method, targetClass),
					style(method));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockedAnnotationException(method, targetClass, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void checkInterceptable(Method method) {
		int modifiers = method.getModifiers();
		Assert.isTrue(!Modifier.isPrivate(modifiers), "a proxy cannot intercept a private method");
		Assert.isTrue(!Modifier.isStatic(modifiers), "a proxy cannot intercept a static method");
		Assert.isTrue(!Modifier.isFinal(modifiers), "a proxy cannot intercept a final method");
		Assert.isTrue(!KotlinDetector.isSuspendingFunction(method),
				"suspending functions are not supported; call LockyOperations in it, or ReactiveLockyOperations with "
						+ "usingLock(request) { mono { ... } }.awaitSingle(), or return a Mono");
	}

	private LockedTemplate template(String text, String attribute, VariableCheck variables) {
		String resolved = resolve(text);
		Assert.isTrue(!resolved.isBlank(), () -> "its " + attribute + " is blank");
		try {
			LockedTemplate template = LockedTemplate.parse(resolved);
			variables.checkText(template);
			template.parts().forEach(variables::check);
			return template;
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException(
					"its " + attribute + " '" + resolved + "' cannot be parsed: " + ex.getMessage(), ex);
		}
	}

	private @Nullable Expression condition(String text, VariableCheck variables) {
		if (text.isEmpty()) {
			return null;
		}
		String resolved = resolve(text);
		try {
			Expression condition = new SpelExpressionParser().parseExpression(resolved);
			variables.check(condition);
			return condition;
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("its condition '" + resolved + "' cannot be parsed: " + ex.getMessage(),
					ex);
		}
	}

	private UnaryOperator<LockRequest> terms(Locked locked) {
		Duration waitAtMost = duration(locked.waitAtMost(), "waitAtMost");
		Duration ttl = duration(locked.ttl(), "ttl");
		Duration keepAlive = duration(locked.keepAlive(), "keepAlive");
		Duration holdAtLeast = duration(locked.holdAtLeast(), "holdAtLeast");
		UnaryOperator<LockRequest> terms = (request) -> {
			LockRequest result = (waitAtMost != null) ? request.waitAtMost(waitAtMost) : request;
			result = (holdAtLeast != null && !holdAtLeast.isZero()) ? result.holdAtLeast(holdAtLeast) : result;
			result = (ttl != null) ? result.ttl(ttl) : result;
			if (keepAlive != null) {
				return result.keepAliveAtMost(keepAlive);
			}
			return (ttl != null) ? result : result.keepAlive();
		};
		terms.apply(LockRequest.of("any"));
		return terms;
	}

	private @Nullable Duration duration(String text, String attribute) {
		String resolved = resolve(text);
		if (resolved.isBlank()) {
			return null;
		}
		try {
			return DurationFormatterUtils.detectAndParse(resolved.trim());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("its " + attribute + " '" + resolved + "' is not a duration such as 30s",
					ex);
		}
	}

	private String resolve(String text) {
		String resolved = this.placeholders.resolveStringValue(text);
		Assert.isTrue(resolved == null || !resolved.contains("${"),
				() -> "'" + resolved + "' has a placeholder that cannot be resolved");
		return (resolved != null) ? resolved : "";
	}

	private Refusal refusal(Locked locked, Method method, Class<?> targetClass) {
		String fallback = locked.fallback();
		Assert.isTrue(!locked.skip() || fallback.isEmpty(), "it has 'skip' and a fallback");
		if (!fallback.isEmpty()) {
			return Refusal.fallback(fallback(fallback, method, targetClass));
		}
		if (!locked.skip()) {
			return Refusal.fail();
		}
		Class<?> returnType = method.getReturnType();
		Assert.isTrue(returnType == void.class || !returnType.isPrimitive(),
				() -> "a skipped call has nothing to return as " + returnType);
		Assert.isTrue(!isNonNull(method),
				() -> "a skipped call returns null, and " + returnType.getSimpleName() + " must not be null");
		return Refusal.skip();
	}

	// In Java what is not marked may well be meant to be null
	private static boolean isNonNull(Method method) {
		return KotlinDetector.isKotlinType(method.getDeclaringClass()) && !hasEmptyValue(method.getReturnType())
				&& Nullness.forMethodReturnType(method) == Nullness.NON_NULL;
	}

	private static boolean hasEmptyValue(Class<?> returnType) {
		return returnType == void.class || returnType == Optional.class
				|| CompletionStage.class.isAssignableFrom(returnType)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(returnType) != null;
	}

	private static Method fallback(String name, Method method, Class<?> targetClass) {
		Class<?>[] parameters = method.getParameterTypes();
		Class<?>[] withRefusal = Arrays.copyOf(parameters, parameters.length + 1);
		withRefusal[parameters.length] = LockNotAcquiredException.class;
		Method found = ReflectionUtils.findMethod(targetClass, name, withRefusal);
		Method fallback = (found != null) ? found : ReflectionUtils.findMethod(targetClass, name, parameters);
		Assert.notNull(fallback, () -> "there is no method '" + name + "' with the same parameters to fall back to");
		Assert.isTrue(ClassUtils.isAssignable(method.getReturnType(), fallback.getReturnType()),
				() -> "its fallback '" + name + "' returns " + fallback.getReturnType().getTypeName());
		ReflectionUtils.makeAccessible(fallback);
		return fallback;
	}

	private CallStyle style(Method method) {
		Class<?> returnType = method.getReturnType();
		if (returnType == CompletableFuture.class || returnType == CompletionStage.class) {
			return new FutureCall(this.abandoned);
		}
		Assert.isTrue(!Future.class.isAssignableFrom(returnType) && !CompletionStage.class.isAssignableFrom(returnType),
				() -> "nobody can tell when a " + returnType.getSimpleName()
						+ " is complete; return a CompletableFuture");
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returnType);
		return (adapter != null) ? new ReactiveCall(adapter) : new SynchronousCall();
	}

}
