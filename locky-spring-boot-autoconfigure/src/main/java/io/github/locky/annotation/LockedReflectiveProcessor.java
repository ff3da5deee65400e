package io.github.locky.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Lets fallback methods be found in a native image.
 */
final class LockedReflectiveProcessor implements ReflectiveProcessor {

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		Locked locked = AnnotatedElementUtils.findMergedAnnotation(element, Locked.class);
		if (locked == null || locked.fallback().isEmpty()) {
			return;
		}
		Class<?> type = (element instanceof Method method) ? method.getDeclaringClass() : (Class<?>) element;
		ReflectionUtils.doWithMethods(type, (fallback) -> hints.registerMethod(fallback, ExecutableMode.INVOKE),
				(candidate) -> candidate.getName().equals(locked.fallback()));
	}

}
