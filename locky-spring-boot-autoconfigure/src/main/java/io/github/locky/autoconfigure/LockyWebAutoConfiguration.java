package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.web.LockyExceptionHandler;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link LockyExceptionHandler}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnClass(RestControllerAdvice.class)
@ConditionalOnBean(LockyOperations.class)
@ConditionalOnProperty("locky.web.refusals")
@EnableConfigurationProperties(LockyProperties.class)
public final class LockyWebAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockyExceptionHandler lockyExceptionHandler(LockyProperties properties) {
		int status = LockyPropertiesValidator.validateForWeb(properties.web());
		return new LockyExceptionHandler(HttpStatusCode.valueOf(status), properties.web().showLocker());
	}

}
