package io.github.locky.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.locky.testing.Documentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code META-INF} tells others of Locky.
 */
class LockyMetadataTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	@Test
	void everyPropertyHasDescriptionInPlainSentences() throws IOException {
		assertThat(properties()).isNotEmpty().values().allSatisfy((property) -> {
			assertThat(property.getDescription()).as(property.getId()).endsWith(".").doesNotContain("{@");
			assertThat(property.getDescription()).as(property.getId()).doesNotStartWithIgnoringCase("the ");
		});
	}

	@Test
	void everySwitchIsDescribedAsOne() throws IOException {
		assertThat(properties().values()).filteredOn((property) -> "java.lang.Boolean".equals(property.getType()))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property.getDescription()).startsWith("Whether to "));
	}

	@Test
	void noPropertyIsListedTwice() throws IOException {
		Map<String, Object> metadata = JsonParserFactory.getJsonParser()
			.parseMap(new ClassPathResource(METADATA).getContentAsString(StandardCharsets.UTF_8));
		assertThat((List<?>) metadata.get("properties")).extracting((property) -> ((Map<?, ?>) property).get("name"))
			.doesNotHaveDuplicates();
	}

	@Test
	void everyPropertyBelongsToLocky() throws IOException {
		assertThat(properties().keySet())
			.allMatch((name) -> name.matches("(management\\.(endpoint|health)\\.)?locky\\..*"));
	}

	@ParameterizedTest
	@CsvSource({ "locky.enabled, true", "locky.store, redis", "locky.key-prefix, lock:resource:",
			"locky.events.enabled, true", "locky.events.journal-length, 100000", "locky.wait.poll-interval, 1s",
			"locky.web.show-locker, false", "locky.redis.host, localhost", "locky.redis.port, 6379",
			"locky.redis.database, 0", "locky.redis.lettuce.shutdown-timeout, 100ms" })
	void tellsDefaults(String name, String defaultValue) throws IOException {
		assertThat(properties().get(name).getDefaultValue()).hasToString(defaultValue);
	}

	@Test
	void hintsNameTheValuesOfPropertiesThatHaveFew() throws IOException {
		assertThat(hints("locky.web.refusals")).containsExactlyInAnyOrder("423", "409");
		assertThat(hints("locky.redis.lettuce.read-from")).contains("upstream", "replica-preferred")
			.allSatisfy(LettuceClientConfigurations::readFrom);
	}

	@Test
	void everyHintIsThatOfAProperty() throws IOException {
		Map<String, Object> metadata = JsonParserFactory.getJsonParser()
			.parseMap(new ClassPathResource(METADATA).getContentAsString(StandardCharsets.UTF_8));
		Set<String> properties = properties().keySet();
		assertThat((List<?>) metadata.get("hints")).isNotEmpty()
			.extracting((hint) -> (String) ((Map<?, ?>) hint).get("name"))
			.allMatch(properties::contains);
	}

	private List<String> hints(String property) throws IOException {
		return properties().get(property)
			.getHints()
			.getValueHints()
			.stream()
			.map((hint) -> hint.getValue().toString())
			.toList();
	}

	@Test
	void referenceListsAllProperties() throws IOException {
		StringBuilder table = new StringBuilder("| property | type | default | |\n|---|---|---|---|\n");
		properties().forEach((name,
				property) -> table.append("| `%s` | %s | %s | %s |\n".formatted(name,
						property.getType().replaceAll("<.*>", "").replaceAll(".*[.$]", ""),
						(property.getDefaultValue() != null) ? "`" + property.getDefaultValue() + "`" : "",
						property.getDescription())));
		Documentation.generatePart("configuration.md", table.toString());
	}

	@Test
	void autoConfigurationIsFound() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.contains(LockyAutoConfiguration.class.getName());
	}

	@Test
	void autoConfigurationBelongsToTheTestSliceOfDataRedis() throws IOException {
		String slice = "META-INF/spring/org.springframework.boot.data.redis.test.autoconfigure.AutoConfigureDataRedis.imports";
		assertThat(new ClassPathResource(slice).getContentAsString(StandardCharsets.UTF_8).lines())
			.contains(LockyAutoConfiguration.class.getName())
			.allMatch((name) -> ClassUtils.isPresent(name, getClass().getClassLoader()));
	}

	private Map<String, ConfigurationMetadataProperty> properties() throws IOException {
		try (InputStream metadata = new ClassPathResource(METADATA).getInputStream()) {
			return new TreeMap<>(
					ConfigurationMetadataRepositoryJsonBuilder.create(metadata).build().getAllProperties());
		}
	}

}
