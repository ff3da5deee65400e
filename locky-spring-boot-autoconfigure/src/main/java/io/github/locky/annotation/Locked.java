package io.github.locky.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * A method, or all public methods of a type, run only while a resource is locked. The
 * method never runs without the lock: if it is not acquired, the caller gets a
 * {@link io.github.locky.LockNotAcquiredException}, unless the call is to be
 * {@linkplain #skip() skipped} or there is a {@linkplain #fallback() fallback}. If the
 * method returns a future or a publisher, that fails.
 * <p>
 * The lock is released when the method returns or throws; when it returns a
 * {@link java.util.concurrent.CompletionStage} or a reactive type, when that completes;
 * and when it is called inside a transaction, when the transaction has completed. A
 * {@code @Transactional} method is locked outside its transaction. If the lock was lost
 * meanwhile, the caller gets a {@link io.github.locky.LeaseLostException}.
 * <p>
 * Unless a {@link #ttl()} is given, the lock is renewed as long as the method runs, and
 * is free soon after its process has died.
 * <p>
 * A locked method that is called by another one on the same thread joins the lock of the
 * other as far as that has the same resources.
 * <p>
 * All texts may contain property placeholders ({@code ${...}}). Expressions see the
 * arguments by name ({@code #id}) and position ({@code #p0}), {@code #root.method},
 * {@code #root.target}, {@code #root.targetClass} and {@code #root.args}, and beans
 * ({@code @clock}).
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Reflective(LockedReflectiveProcessor.class)
public @interface Locked {

	/**
	 * The resources, all of which are locked or none: text with SpEL expressions in
	 * {@code #{...}}, such as <code>article:#{#id}</code>. An expression that stands
	 * alone may give a collection or an array of resources. None may be null or blank.
	 * @return the resources
	 */
	@AliasFor("resource")
	String[] value() default {};

	/**
	 * The resources, as {@link #value()}.
	 * @return the resources
	 */
	@AliasFor("value")
	String[] resource() default {};

	/**
	 * Who locks: text with SpEL expressions in {@code #{...}}. By default a generated,
	 * unique name.
	 * @return the locker
	 */
	String locker() default "";

	/**
	 * A SpEL expression that tells whether the method needs the lock. If it is false the
	 * method runs without; {@code null} is an error. By default it always needs it.
	 * @return the condition
	 */
	String condition() default "";

	/**
	 * How long to wait for the lock, such as {@code 30s} or {@code PT30S}. By default not
	 * at all.
	 * @return the time
	 */
	String waitAtMost() default "";

	/**
	 * How long the lock lives, such as {@code 30s} or {@code PT30S}, however long the
	 * method runs. By default it lives for {@code locky.lease.ttl}, 30 seconds, and is
	 * renewed.
	 * @return the time to live
	 */
	String ttl() default "";

	/**
	 * How long to renew the lock at most, such as {@code 10m} or {@code PT10M}. By
	 * default it is renewed as long as the method runs, and not at all if a
	 * {@link #ttl()} is given.
	 * @return the time
	 */
	String keepAlive() default "";

	/**
	 * How long the resource stays locked at least, such as {@code 30s} or {@code PT30S},
	 * although the method returns before: it is run once in that time, by whichever
	 * instance comes first. Made for scheduled work, together with {@link #skip()}: the
	 * clocks of instances, and the moments when they come to it, may differ by as much.
	 * It must be shorter than the time between two runs. By default, and with {@code 0s},
	 * the lock is released when the method returns.
	 * @return the time
	 * @see io.github.locky.LockRequest#holdAtLeast(java.time.Duration)
	 */
	String holdAtLeast() default "";

	/**
	 * Whether a call that does not get the lock does nothing, and returns {@code null},
	 * an empty {@link java.util.Optional}, a future of {@code null} or an empty
	 * publisher. Made for scheduled work.
	 * @return whether to skip the call
	 */
	boolean skip() default false;

	/**
	 * The method of the same class to call instead when the lock is not acquired, with
	 * the same arguments, and at the end the
	 * {@link io.github.locky.LockNotAcquiredException} if it has a parameter more.
	 * @return the name of the method
	 */
	String fallback() default "";

}
