package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Knows which methods are locked, and how.
 */
final class LockedOperationSource {

	private final LockedOperationParser parser;

	private final Map<MethodClassKey, Optional<LockedOperation>> operations = new ConcurrentHashMap<>();

	private final ScheduledWithoutHold scheduledWithoutHold = new ScheduledWithoutHold();

	LockedOperationSource(LockedOperationParser parser) {
		this.parser = parser;
	}

	/**
	 * Return whether any method of a class is locked. Looks at all of them, so that what
	 * is wrong is found when the bean is created.
	 * @param type the class of a bean
	 * @return {@code true} if there is one
	 * @throws InvalidLockedAnnotationException if an annotation cannot work
	 */
	boolean isLocked(Class<?> type) {
		if (!isCandidate(type)) {
			return false;
		}
		boolean locked = false;
		for (Method method : methods(type)) {
			locked |= getOperation(method, type) != null;
		}
		return locked;
	}

	private static boolean isCandidate(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, Locked.class) && !ClassUtils.isPrimitiveOrWrapper(type)
				&& !type.getName().startsWith("java.");
	}

	private static Set<Method> methods(Class<?> type) {
		Set<Method> methods = new LinkedHashSet<>();
		if (!Proxy.isProxyClass(type)) {
			methods.addAll(Arrays.asList(ReflectionUtils.getUniqueDeclaredMethods(ClassUtils.getUserClass(type))));
		}
		for (Class<?> implemented : ClassUtils.getAllInterfacesForClass(type)) {
			methods.addAll(Arrays.asList(implemented.getMethods()));
		}
		return methods;
	}

	/**
	 * Return how a method is locked.
	 * @param method the method
	 * @param targetClass the class of the object it is called on, or {@code null}
	 * @return the operation, or {@code null} if it is not locked
	 * @throws InvalidLockedAnnotationException if the annotation cannot work
	 */
	@Nullable LockedOperation getOperation(Method method, @Nullable Class<?> targetClass) {
		return this.operations
			.computeIfAbsent(new MethodClassKey(method, targetClass), (key) -> find(method, targetClass))
			.orElse(null);
	}

	private Optional<LockedOperation> find(Method method, @Nullable Class<?> targetClass) {
		Class<?> type = (targetClass != null) ? ClassUtils.getUserClass(targetClass) : method.getDeclaringClass();
		Method specific = (Proxy.isProxyClass(type)) ? method : AopUtils.getMostSpecificMethod(method, type);
		if (specific.getDeclaringClass() == Object.class || specific.isSynthetic()) {
			return Optional.empty();
		}
		Locked locked = AnnotatedElementUtils.findMergedAnnotation(specific, Locked.class);
		if (locked == null && specific != method) {
			locked = AnnotatedElementUtils.findMergedAnnotation(method, Locked.class);
		}
		if (locked == null && isCoveredByType(specific)) {
			locked = AnnotatedElementUtils.findMergedAnnotation(specific.getDeclaringClass(), Locked.class);
		}
		return Optional.ofNullable(locked).map((annotation) -> {
			LockedOperation operation = this.parser.parse(annotation, specific, type);
			this.scheduledWithoutHold.check(annotation, specific);
			return operation;
		});
	}

	private static boolean isCoveredByType(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

}
