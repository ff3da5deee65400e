package io.github.locky.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.observation.LockyObservationDocumentation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.json.JSONException;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard for Grafana, made of what {@link LockyMeterDocumentation} and
 * {@link LockyObservationDocumentation} name.
 */
final class GrafanaDashboard {

	private static final PrometheusNamingConvention NAMES = new PrometheusNamingConvention();

	private static final String RATE = "[$__rate_interval]))";

	private static final int WIDTH = 8;

	private static final int HEIGHT = 7;

	private final List<Object> panels = new ArrayList<>();

	private GrafanaDashboard() {
		panel("Locks held", "short",
				target("max(" + series(LockyMeterDocumentation.LOCKS_HELD) + ")", "in all instances"),
				byInstance(LockyMeterDocumentation.LOCKS_LEASED));
		panel("Waiting calls", "short", byInstance(LockyMeterDocumentation.WAITERS));
		panel("Open leases", "short", byInstance(LockyMeterDocumentation.LEASES_OPEN));
		panel("Lock attempts by outcome", "ops", byOutcome(LockyObservationDocumentation.LOCK));
		panel("Not acquired, taken over", "ops", rate(LockyMeterDocumentation.NOT_ACQUIRED, "not acquired"),
				rate(LockyMeterDocumentation.TAKEOVERS, "taken over by force"));
		panel("Unlocks and refreshes by outcome", "ops", byOutcome(LockyObservationDocumentation.UNLOCK),
				byOutcome(LockyObservationDocumentation.REFRESH));
		panel("Time of a lock attempt", "s", mean(LockyObservationDocumentation.LOCK),
				longest(LockyObservationDocumentation.LOCK));
		panel("Time callers wait", "s", mean(LockyObservationDocumentation.WAIT),
				longest(LockyObservationDocumentation.WAIT));
		panel("Time leases are held", "s", mean(LockyObservationDocumentation.HOLD),
				longest(LockyObservationDocumentation.HOLD));
		panel("Renewals by outcome", "ops",
				target("sum by (outcome) (rate(" + series(LockyMeterDocumentation.RENEWALS) + RATE, "{{outcome}}"));
		panel("Lost leases", "ops", rate(LockyMeterDocumentation.LEASES_LOST, "lost"));
		panel("Events heard by kind", "ops",
				target("sum by (kind) (rate(" + series(LockyMeterDocumentation.EVENTS) + RATE, "{{kind}}"));
		panel("Events late", "s", lag(LockyMeterDocumentation.EVENTS_LAG));
		panel("Events replayed and gaps", "ops", rate(LockyMeterDocumentation.EVENTS_REPLAYED, "replayed"),
				rate(LockyMeterDocumentation.EVENTS_MISSED, "gaps"));
		panel("Last look for expired locks", "s", lag(LockyMeterDocumentation.SWEEPER_LAG));
	}

	static String json() {
		Map<String, Object> dashboard = new LinkedHashMap<>();
		dashboard.put("title", "Locky");
		dashboard.put("uid", "locky");
		dashboard.put("tags", List.of("locky", "spring-boot"));
		dashboard.put("schemaVersion", 39);
		dashboard.put("refresh", "10s");
		dashboard.put("time", ordered("from", "now-1h", "to", "now"));
		dashboard.put("templating",
				Map.of("list", List.of(variable("datasource", "datasource", "prometheus"), variable("application",
						"query", "label_values(" + name(LockyMeterDocumentation.LOCKS_HELD, null) + ", job)"))));
		dashboard.put("panels", new GrafanaDashboard().panels);
		try {
			return new JSONObject(dashboard).toString(2).replace("\\/", "/") + "\n";
		}
		catch (JSONException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, Object> variable(String name, String type, String query) {
		Map<String, Object> variable = new LinkedHashMap<>();
		variable.put("name", name);
		variable.put("type", type);
		variable.put("query", query);
		if (type.equals("query")) {
			variable.put("datasource", datasource());
			variable.put("refresh", 2);
		}
		return variable;
	}

	private static Map<String, Object> datasource() {
		return ordered("type", "prometheus", "uid", "${datasource}");
	}

	@SafeVarargs
	private void panel(String title, String unit, Map<String, Object>... targets) {
		int number = this.panels.size();
		Map<String, Object> panel = ordered("id", number + 1, "title", title, "type", "timeseries", "datasource",
				datasource());
		panel.put("gridPos", ordered("x", (number % 3) * WIDTH, "y", (number / 3) * HEIGHT, "w", WIDTH, "h", HEIGHT));
		panel.put("fieldConfig", Map.of("defaults", ordered("unit", unit, "min", 0)));
		List<Object> all = new ArrayList<>();
		for (Map<String, Object> target : targets) {
			target.put("refId", String.valueOf((char) ('A' + all.size())));
			all.add(target);
		}
		panel.put("targets", all);
		this.panels.add(panel);
	}

	private static Map<String, Object> byInstance(LockyMeterDocumentation meter) {
		return target("sum by (instance) (" + series(meter) + ")", "{{instance}}");
	}

	private static Map<String, Object> rate(LockyMeterDocumentation meter, String legend) {
		return target("sum(rate(" + series(meter) + RATE, legend);
	}

	private static Map<String, Object> lag(LockyMeterDocumentation meter) {
		return target("max by (instance) (" + selected(name(meter, "seconds")) + ")", "{{instance}}");
	}

	private static Map<String, Object> byOutcome(LockyObservationDocumentation operation) {
		return target("sum by (operation, outcome) (rate(" + timer(operation, "count") + RATE,
				"{{operation}} {{outcome}}");
	}

	private static Map<String, Object> mean(LockyObservationDocumentation operation) {
		return target("sum(rate(" + timer(operation, "sum") + RATE + " / sum(rate(" + timer(operation, "count") + RATE,
				"mean");
	}

	private static Map<String, Object> longest(LockyObservationDocumentation operation) {
		return target("max(" + timer(operation, "max") + ")", "longest");
	}

	private static Map<String, Object> target(String expression, String legend) {
		return ordered("expr", expression, "legendFormat", legend);
	}

	private static String series(LockyMeterDocumentation meter) {
		return selected(name(meter, null));
	}

	private static String name(LockyMeterDocumentation meter, @Nullable String unit) {
		String name = NAMES.name(meter.getName(), meter.getType(), unit);
		return (meter.getType() == Meter.Type.COUNTER) ? name + "_total" : name;
	}

	private static String timer(LockyObservationDocumentation operation, String statistic) {
		return selected(NAMES.name(operation.getName(), Meter.Type.TIMER, "seconds") + "_" + statistic);
	}

	private static String selected(String series) {
		return series + "{job=\"$application\"}";
	}

	private static Map<String, Object> ordered(Object... keysAndValues) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			map.put((String) keysAndValues[i], keysAndValues[i + 1]);
		}
		return map;
	}

}
