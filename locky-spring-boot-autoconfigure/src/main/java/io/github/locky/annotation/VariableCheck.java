package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.util.Assert;

/**
 * Finds variables that a call of a method would not have. SpEL itself takes them for
 * {@code null}.
 */
final class VariableCheck {

	private final Set<String> known = new LinkedHashSet<>();

	private final boolean named;

	private final TextCheck text;

	VariableCheck(Method method, ParameterNameDiscoverer parameterNames) {
		@Nullable String @Nullable [] names = parameterNames.getParameterNames(method);
		this.named = names != null;
		if (names != null) {
			this.known.addAll(Arrays.asList(names));
		}
		List<String> named = List.copyOf(this.known);
		for (int i = 0; i < method.getParameterCount(); i++) {
			this.known.add("p" + i);
			this.known.add("a" + i);
		}
		Set<String> parameters = Set.copyOf(this.known);
		this.known.add("root");
		this.known.add("this");
		boolean anyName = !this.named && method.getParameterCount() > 0;
		this.text = new TextCheck(named, parameters::contains, (name) -> anyName || this.known.contains(name));
	}

	/**
	 * Check an expression.
	 * @param expression the expression
	 * @throws IllegalArgumentException if it names an unknown variable
	 */
	void check(Expression expression) {
		if (expression instanceof SpelExpression spel) {
			check(spel.getAST(), expression.getExpressionString());
		}
	}

	/**
	 * Check the text beside the expressions of a template.
	 * @param template the template
	 * @throws IllegalArgumentException if it looks as if it were an expression
	 */
	void checkText(LockedTemplate template) {
		this.text.check(template);
	}

	private void check(SpelNode node, String expression) {
		if (node instanceof FunctionReference) {
			throw new IllegalArgumentException("'" + expression + "' calls an unknown function");
		}
		if (node instanceof VariableReference) {
			String name = node.toStringAST().substring(1);
			Assert.isTrue(this.known.contains(name), () -> "'" + expression + "' names the unknown parameter '" + name
					+ "'"
					+ ((this.named) ? "" : "; parameters have no names, because it was compiled without -parameters"));
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), expression);
		}
	}

}
