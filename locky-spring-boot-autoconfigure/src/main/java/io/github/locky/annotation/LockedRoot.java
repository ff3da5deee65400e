package io.github.locky.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What expressions see as {@code #root}.
 *
 * @param method the method
 * @param target the object it is called on
 * @param targetClass the class of that object
 * @param args the arguments
 */
public record LockedRoot(Method method, @Nullable Object target, Class<?> targetClass, @Nullable Object[] args) {
}
