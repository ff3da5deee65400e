package io.github.locky.autoconfigure;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.locky.annotation.Locked;
import io.github.locky.store.OneLineLog;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Warns once that methods run without their locks, because Locky is switched off.
 */
final class UnlockedMethodsWarning implements BeanPostProcessor {

	private static final OneLineLog logger = OneLineLog.of(UnlockedMethodsWarning.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		if (!this.warned.get() && AnnotationUtils.isCandidateClass(type, Locked.class)) {
			Set<Method> methods = MethodIntrospector.selectMethods(type, (Method method) -> isLocked(method, type));
			if (!methods.isEmpty() && this.warned.compareAndSet(false, true)) {
				Method first = methods.iterator().next();
				logger.warn("'locky.enabled' is false: methods with @Locked run without locks, as " + type.getName()
						+ "." + first.getName() + "()");
			}
		}
		return bean;
	}

	private static boolean isLocked(Method method, Class<?> type) {
		return AnnotatedElementUtils.hasAnnotation(method, Locked.class)
				|| AnnotatedElementUtils.hasAnnotation(type, Locked.class);
	}

}
