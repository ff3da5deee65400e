package io.github.locky.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ObjectUtils;

/**
 * Text with SpEL expressions in {@code #{...}}. Unlike in Spring's own templates no
 * expression may give {@code null}, so that two resources never become the same by
 * accident.
 */
final class LockedTemplate {

	private final String text;

	private final List<Expression> parts;

	private LockedTemplate(String text, List<Expression> parts) {
		this.text = text;
		this.parts = parts;
	}

	/**
	 * Parse a template.
	 * @param text the text
	 * @return the template
	 * @throws org.springframework.expression.ParseException if that is not possible
	 */
	static LockedTemplate parse(String text) {
		Expression expression = new SpelExpressionParser().parseExpression(text, ParserContext.TEMPLATE_EXPRESSION);
		return new LockedTemplate(text, (expression instanceof CompositeStringExpression composite)
				? List.of(composite.getExpressions()) : List.of(expression));
	}

	List<Expression> parts() {
		return this.parts;
	}

	/**
	 * Evaluate the template. An expression that stands alone may give many.
	 * @param context the context
	 * @return the texts
	 */
	List<String> evaluateAll(EvaluationContext context) {
		if (this.parts.size() > 1) {
			return List.of(evaluate(context));
		}
		Expression only = this.parts.get(0);
		Object value = only.getValue(context);
		if (ObjectUtils.isArray(value)) {
			value = Arrays.asList(ObjectUtils.toObjectArray(value));
		}
		if (!(value instanceof Collection<?> elements)) {
			return List.of(toText(only, value));
		}
		List<String> texts = new ArrayList<>(elements.size());
		elements.forEach((element) -> texts.add(toText(only, element)));
		return texts;
	}

	/**
	 * Evaluate the template.
	 * @param context the context
	 * @return the text
	 */
	String evaluate(EvaluationContext context) {
		StringBuilder result = new StringBuilder();
		this.parts.forEach((part) -> result.append(toText(part, part.getValue(context))));
		return result.toString();
	}

	private String toText(Expression part, @Nullable Object value) {
		String text = null;
		if (value instanceof Enum<?> constant) {
			text = constant.name();
		}
		else if (value instanceof CharSequence || value instanceof Number || value instanceof UUID) {
			text = value.toString();
		}
		if (text == null) {
			throw new IllegalArgumentException("'" + part.getExpressionString() + "' in '" + this.text
					+ "' must give a CharSequence, Number, UUID or enum, but gives "
					+ ((value != null) ? "a " + value.getClass().getName() : "null"));
		}
		if (text.isEmpty()) {
			throw new IllegalArgumentException(
					"'" + part.getExpressionString() + "' in '" + this.text + "' must not be empty");
		}
		return text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
