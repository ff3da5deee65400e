package io.github.locky.observation;

import java.util.Locale;

import io.github.locky.observation.LockyObservationDocumentation.HighCardinalityKeyNames;
import io.github.locky.observation.LockyObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link LockyObservationConvention}. An observation is named after its
 * operation; resources and lockers are not for meters.
 */
public class DefaultLockyObservationConvention implements LockyObservationConvention {

	@Override
	public @Nullable String getName() {
		return null;
	}

	@Override
	public String getContextualName(LockyObservationContext context) {
		return "locky " + nameOf(context.getOperation());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(LockyObservationContext context) {
		return KeyValues.of(operation(context), outcome(context));
	}

	/**
	 * Return what is done.
	 * @param context the context
	 * @return the key value, such as {@code operation=lock}
	 */
	protected KeyValue operation(LockyObservationContext context) {
		return KeyValue.of(LowCardinalityKeyNames.OPERATION, nameOf(context.getOperation()));
	}

	/**
	 * Return what came of it.
	 * @param context the context
	 * @return the key value, such as {@code outcome=ACQUIRED}
	 */
	protected KeyValue outcome(LockyObservationContext context) {
		return KeyValue.of(LowCardinalityKeyNames.OUTCOME, context.getOutcome().name());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(LockyObservationContext context) {
		return KeyValues.of(resource(context), locker(context));
	}

	/**
	 * Return to which resources it is done.
	 * @param context the context
	 * @return the key value, such as {@code locky.resource=article:12}
	 */
	protected KeyValue resource(LockyObservationContext context) {
		return KeyValue.of(HighCardinalityKeyNames.RESOURCE, String.join(",", context.getResources()));
	}

	/**
	 * Return for whom it is done.
	 * @param context the context
	 * @return the key value, such as {@code locky.locker=ada}
	 */
	protected KeyValue locker(LockyObservationContext context) {
		String locker = context.getLocker();
		return KeyValue.of(HighCardinalityKeyNames.LOCKER, (locker != null) ? locker : KeyValue.NONE_VALUE);
	}

	private static String nameOf(LockyObservationDocumentation operation) {
		return operation.name().toLowerCase(Locale.ROOT);
	}

}
