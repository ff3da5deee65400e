package io.github.locky.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import org.junit.jupiter.api.Test;

import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepository;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE shows of Locky's properties.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsDescribedInAFullSentence() throws IOException {
		assertThat(metadata().getAllProperties().values()).hasSizeGreaterThan(30)
			.allSatisfy((
					property) -> assertThat(property.getDescription()).as(property.getId()).isNotBlank().endsWith("."));
	}

	@Test
	void everyPropertyIsLockys() throws IOException {
		assertThat(metadata().getAllProperties().values()).extracting(ConfigurationMetadataProperty::getId)
			.allMatch((id) -> id.startsWith("locky."))
			.contains("locky.enabled", "locky.ttl", "locky.redis.host", "locky.events.journal-length");
	}

	private static ConfigurationMetadataRepository metadata() throws IOException {
		String location = LockyProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream stream = URI.create(location + "META-INF/spring-configuration-metadata.json")
			.toURL()
			.openStream()) {
			return ConfigurationMetadataRepositoryJsonBuilder.create(stream).build();
		}
	}

}
