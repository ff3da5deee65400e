package io.github.locky.autoconfigure;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;

import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ReflectionUtils;

/**
 * Warns of properties {@code locky.*} that there are not, as those that are misspelt.
 */
final class UnknownPropertyWarning {

	private static final String PREFIX = "locky";

	// Read by conditions
	private static final Set<String> OTHERS = Set.of("locky.enabled");

	private static final OneLineLog logger = OneLineLog.of(UnknownPropertyWarning.class);

	private UnknownPropertyWarning() {
	}

	static void warn(Environment environment) {
		try {
			Binder.get(environment)
				.bind(PREFIX, Bindable.of(LockyProperties.class), new NoUnboundElementsBindHandler(
						new IgnoreErrorsBindHandler(), (source) -> !isEnvironment(source)));
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
				unbound.getUnboundProperties().forEach(UnknownPropertyWarning::warn);
			}
		}
	}

	// Its names do not tell dots from dashes, and Kubernetes adds some for each service
	private static boolean isEnvironment(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	// Whoever else runs in this virtual machine may have system properties like that
	private static boolean isSystemProperty(ConfigurationProperty property) {
		ConfigurationPropertySource source = property.getSource();
		return source != null && source.getUnderlyingSource() instanceof PropertySource<?> properties
				&& properties.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
	}

	private static void warn(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		String nearest = nearest(name);
		if (!OTHERS.contains(name.toString()) && (nearest != null || !isSystemProperty(property))) {
			logger.warn("There is no property '" + name + "'"
					+ ((nearest != null) ? ": did you mean '" + nearest + "'?" : ", so it does nothing"));
		}
	}

	private static @Nullable String nearest(ConfigurationPropertyName name) {
		Class<?> type = LockyProperties.class;
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, ConfigurationPropertyName.Form.UNIFORM);
			Class<?> next = component(type, element);
			if (next == null) {
				String[] matches = PropertyMatches.forField(element, type).getPossibleMatches();
				return (matches.length > 0)
						? name.chop(i).append(DataObjectPropertyName.toDashedForm(matches[0])).toString() : null;
			}
			type = next;
		}
		return null;
	}

	private static @Nullable Class<?> component(Class<?> type, String element) {
		return (type.isRecord()) ? Arrays.stream(type.getRecordComponents())
			.filter((component) -> name(type, component).equalsIgnoreCase(element))
			.<Class<?>>map(RecordComponent::getType)
			.findFirst()
			.orElse(null) : null;
	}

	private static String name(Class<?> type, RecordComponent component) {
		Field field = ReflectionUtils.findField(type, component.getName());
		Name name = (field != null) ? field.getAnnotation(Name.class) : null;
		return (name != null) ? name.value() : component.getName();
	}

}
