package io.github.locky;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.github.locky.store.LockStore;

/**
 * A store whose calls a test may hold up, answer itself or let fail.
 */
public final class InterceptedStore {

	private InterceptedStore() {
	}

	/**
	 * Create a store.
	 * @param interceptor makes each call of it
	 * @return the store
	 */
	public static LockStore of(Interceptor interceptor) {
		return (LockStore) Proxy.newProxyInstance(InterceptedStore.class.getClassLoader(),
				new Class<?>[] { LockStore.class }, (proxy, method, arguments) -> interceptor.call(method, arguments));
	}

	/**
	 * Make a call of another store.
	 * @param store the store
	 * @param method the method
	 * @param arguments its arguments; {@code null} if it has none
	 * @return the result
	 * @throws Throwable what the store throws
	 */
	public static Object call(LockStore store, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@FunctionalInterface
	public interface Interceptor {

		Object call(Method method, Object[] arguments) throws Throwable;

	}

}
