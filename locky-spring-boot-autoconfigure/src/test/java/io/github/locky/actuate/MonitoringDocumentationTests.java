package io.github.locky.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.testing.Documentation;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alerts are about what Prometheus really gets.
 */
@RedisTest
@Timeout(60)
class MonitoringDocumentationTests {

	private static final Pattern SERIES = Pattern.compile("\\blocky_[a-z_]+");

	private static final Pattern OUTCOME = Pattern.compile("outcome=~?\"([A-Z_|]+)\"");

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final RedisServer redis;

	MonitoringDocumentationTests(RedisServer redis) {
		this.redis = redis;
	}

	@Test
	void dashboardIsGenerated() {
		Documentation.generate("grafana-dashboard.json", GrafanaDashboard.json());
	}

	@Test
	void dashboardShowsEverySeriesAndNoOther() {
		Set<String> shown = find(SERIES, GrafanaDashboard.json());
		Set<String> scraped = scrape();
		assertThat(scraped).containsAll(shown);
		assertThat(shown).containsAll(scraped.stream().filter((series) -> !isTimer(series)).toList());
		assertThat(shown).extracting((series) -> series.replaceAll("_(count|sum|max)$", ""))
			.containsAll(scraped.stream()
				.filter(MonitoringDocumentationTests::isTimer)
				.map((series) -> series.replaceAll("_(count|sum|max)$", ""))
				.toList());
	}

	@Test
	void alertsAreAboutSeriesAndOutcomesThatExist() {
		List<Map<String, Object>> rules = alerts();
		assertThat(rules).hasSizeGreaterThan(5).allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
			assertThat(find(SERIES, rule.get("expr").toString())).isNotEmpty();
		});
		Set<String> alerted = find(SERIES, rules.toString());
		assertThat(scrape()).containsAll(alerted);
		Set<String> outcomes = Stream
			.concat(Stream.of(LockyOutcome.values()).map(Enum::name), Stream.of("RENEWED", "FAILED", "LOST"))
			.collect(Collectors.toSet());
		assertThat(
				OUTCOME.matcher(rules.toString()).results().flatMap((match) -> Stream.of(match.group(1).split("\\|"))))
			.isNotEmpty()
			.allMatch(outcomes::contains);
	}

	@Test
	void everyAlertIsExplained() {
		String operations = Documentation.read("operations.md");
		assertThat(alerts()).extracting((rule) -> "`" + rule.get("alert") + "`").allMatch(operations::contains);
	}

	@Test
	void everyMeterIsExplained() {
		String operations = Documentation.read("operations.md");
		assertThat(LockyMeterDocumentation.values()).extracting((meter) -> "`" + meter.getName() + "`")
			.allMatch(operations::contains);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> alerts() {
		Map<String, Object> file = new Yaml().load(Documentation.read("prometheus-alerts.yml"));
		return ((List<Map<String, Object>>) file.get("groups")).stream()
			.flatMap((group) -> ((List<Map<String, Object>>) group.get("rules")).stream())
			.toList();
	}

	// Each operation is observed once, so that its meters are there
	private Set<String> scrape() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		try (LockyInstance instance = LockyInstance.start(this.redis).observe(observations)) {
			new LockyMetrics(instance.engine()).bindTo(this.meters);
			LockyOperations locky = instance.locky();
			locky.execute(LockRequest.of("article:1", "ada").waitAtMost(Duration.ofSeconds(10)),
					(lease) -> locky.refresh("article:1"));
			return this.meters.scrape()
				.lines()
				.map((line) -> line.split("[{ ]", 2)[0])
				.filter((series) -> SERIES.matcher(series).matches() && !series.contains("_active_"))
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private static boolean isTimer(String series) {
		return series.matches(".*_(count|sum|max)");
	}

	private static Set<String> find(Pattern pattern, String text) {
		return pattern.matcher(text)
			.results()
			.map((match) -> match.group())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
