package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern VARIABLE = Pattern.compile("#([A-Za-z_]\\w*)(\\.\\w+(\\(\\))?)*");

	private final Set<String> known = new LinkedHashSet<>();

	private final boolean named;

	private final int parameters;

	VariableCheck(Method method, ParameterNameDiscoverer parameterNames) {
		@Nullable String @Nullable [] names = parameterNames.getParameterNames(method);
		this.named = names != null;
		this.parameters = method.getParameterCount();
		if (names != null) {
			this.known.addAll(Arrays.asList(names));
		}
		for (int i = 0; i < method.getParameterCount(); i++) {
			this.known.add("p" + i);
			this.known.add("a" + i);
		}
		this.known.add("root");
		this.known.add("this");
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
	 * Check the text beside the expressions of a template, which is taken as it is: that
	 * it does not look as if it were an expression.
	 * @param literal the text
	 * @throws IllegalArgumentException if it has a variable that a call would have
	 */
	void checkLiteral(String literal) {
		Matcher variable = VARIABLE.matcher(literal);
		while (variable.find()) {
			String name = variable.group(1);
			Assert.isTrue(!this.known.contains(name) && (this.named || this.parameters == 0),
					() -> "'" + literal + "' is taken literally; if it is to have the value of '" + name + "', write '"
							+ asTemplate(literal) + "'");
		}
	}

	private static String asTemplate(String literal) {
		if (literal.startsWith("{") && literal.endsWith("}")) {
			return "#" + literal;
		}
		return (literal.contains("'") || literal.contains("+")) ? "#{" + literal + "}"
				: VARIABLE.matcher(literal).replaceAll("#{$0}");
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
