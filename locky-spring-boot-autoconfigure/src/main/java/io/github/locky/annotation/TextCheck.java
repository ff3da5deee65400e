package io.github.locky.annotation;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.util.Assert;

/**
 * Finds text beside the expressions of a template, which is taken as it is, that looks as
 * if it were an expression: it would be one lock for all.
 */
final class TextCheck {

	private static final String NAME = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";

	private static final String PATH = "(" + NAME + ")((?:\\." + NAME + "(?:\\(\\))?)*)";

	private static final String STRING = "(?:'(?:''|[^'])*'|\"[^\"]*\")";

	private static final Pattern VARIABLE = Pattern.compile("#" + PATH);

	private static final Pattern BRACES_OR_VARIABLE = Pattern.compile("\\{(#?)" + PATH + "}|#" + PATH);

	private static final Pattern QUOTED = Pattern
		.compile("\\s*" + STRING + "\\s*(?:(?:\\+|\\." + NAME + "\\().*)?|.*\\+\\s*" + STRING + "\\s*", Pattern.DOTALL);

	private static final Pattern STRING_OR_NAME = Pattern
		.compile(STRING + "|(?<![#@.\\p{javaJavaIdentifierPart}])" + NAME);

	private static final Pattern EXPRESSION = Pattern.compile("#\\{([^}]*)}");

	private final List<String> names;

	private final Predicate<String> parameter;

	private final Predicate<String> variable;

	/**
	 * Create a check.
	 * @param names the names of the parameters, as far as they are known
	 * @param parameter tells whether a call would have a parameter
	 * @param variable tells whether a call may have a variable
	 */
	TextCheck(Collection<String> names, Predicate<String> parameter, Predicate<String> variable) {
		this.names = List.copyOf(names);
		this.parameter = parameter;
		this.variable = variable;
	}

	/**
	 * Check a template.
	 * @param template the template
	 * @throws IllegalArgumentException if it has such text
	 */
	void check(LockedTemplate template) {
		String text = template.toString();
		Assert.isTrue(!QUOTED.matcher(text).matches(), () -> "'" + text
				+ "' is taken literally, with its quotes; if it is an expression, write '" + asExpression(text) + "'");
		List<Expression> parts = template.parts();
		for (Expression part : parts) {
			if (part instanceof LiteralExpression literal) {
				checkLookAlikes(literal.getExpressionString());
			}
		}
		if (parts.size() == 1 && parts.get(0) instanceof LiteralExpression) {
			checkNotAlone(text.strip());
		}
	}

	private void checkLookAlikes(String literal) {
		Matcher matcher = BRACES_OR_VARIABLE.matcher(literal);
		while (matcher.find()) {
			Assert.isTrue(meant(matcher) == null,
					() -> "'" + literal + "' is taken literally; if it is to have the value of '" + name(matcher)
							+ "', write '" + asTemplate(literal) + "'");
		}
	}

	private void checkNotAlone(String literal) {
		Assert.isTrue(!VARIABLE.matcher(literal).matches(),
				() -> "'" + literal + "' names no parameter; write "
						+ this.names.stream()
							.map((name) -> "'#{#" + name + "}'")
							.collect(Collectors.collectingAndThen(Collectors.joining(" or "),
									(values) -> (values.isEmpty()) ? "" : values + " for the value of one, or "))
						+ "'#{'" + literal + "'}' if it is only text");
	}

	private String asTemplate(String literal) {
		if (literal.contains("+")) {
			return asExpression(literal);
		}
		return BRACES_OR_VARIABLE.matcher(literal).replaceAll((match) -> {
			String meant = meant(match);
			return Matcher.quoteReplacement((meant != null) ? meant : match.group());
		});
	}

	private @Nullable String meant(MatchResult match) {
		boolean hash = match.group(2) == null || !match.group(1).isEmpty();
		String name = name(match);
		String path = (match.group(2) != null) ? match.group(3) : match.group(5);
		return (((hash) ? this.variable : this.parameter).test(name)) ? "#{#" + name + path + "}" : null;
	}

	private static String name(MatchResult match) {
		return (match.group(2) != null) ? match.group(2) : match.group(4);
	}

	private String asExpression(String text) {
		String inner = EXPRESSION.matcher(text).replaceAll("$1");
		return "#{"
				+ STRING_OR_NAME.matcher(inner)
					.replaceAll((match) -> Matcher
						.quoteReplacement((this.parameter.test(match.group())) ? "#" + match.group() : match.group()))
				+ "}";
	}

}
