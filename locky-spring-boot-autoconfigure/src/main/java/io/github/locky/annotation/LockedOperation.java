package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.locky.LockRequest;
import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.util.Assert;

/**
 * What {@link Locked} says of a method, parsed and checked.
 *
 * @param method the method whose parameters expressions name
 * @param resources what to lock
 * @param locker who locks, or {@code null} for a generated name
 * @param condition whether to lock at all, or {@code null} for always
 * @param terms adds the times to a request
 * @param refusal what to do without the lock
 * @param style how long the method runs
 */
record LockedOperation(Method method, List<LockedTemplate> resources, @Nullable LockedTemplate locker,
		@Nullable Expression condition, UnaryOperator<LockRequest> terms, Refusal refusal, CallStyle style) {

	boolean isWanted(EvaluationContext context) {
		if (this.condition == null) {
			return true;
		}
		Boolean wanted = this.condition.getValue(context, Boolean.class);
		Assert.notNull(wanted, () -> OneLine.of("The condition '" + this.condition.getExpressionString()
				+ "' must give true or false, but gives null"));
		return wanted;
	}

	List<String> resources(EvaluationContext context) {
		List<String> resources = new ArrayList<>();
		this.resources.forEach((template) -> resources.addAll(template.evaluateAll(context)));
		return LockRequest.ofAll(resources).getResources();
	}

	@Nullable String locker(EvaluationContext context) {
		return (this.locker != null) ? this.locker.evaluate(context) : null;
	}

	LockRequest request(Collection<String> resources, @Nullable String locker) {
		LockRequest request = LockRequest.ofAll(resources);
		return this.terms.apply((locker != null) ? request.locker(locker) : request);
	}

}
