package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.annotation.Locked;
import io.github.locky.web.LockyExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.client.MockMvcWebTestClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyWebAutoConfiguration}.
 */
class LockyWebAutoConfigurationTests {

	private static final AutoConfigurations LOCKY = AutoConfigurations.of(DataRedisAutoConfiguration.class,
			LockyAutoConfiguration.class, LockedAutoConfiguration.class, LockyWebAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(LOCKY)
		.withPropertyValues("locky.store=memory")
		.withUserConfiguration(Mvc.class, Desk.class, Outages.class);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(LOCKY)
		.withPropertyValues("locky.store=memory")
		.withUserConfiguration(Flux.class, Desk.class, Outages.class);

	@ParameterizedTest
	@ValueSource(ints = { 423, 409 })
	void tellsWhatIsLockedAndForHowLong(int status) {
		inBoth("locky.web.refusals=" + status, (client, locky) -> {
			locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
			client.get()
				.uri("/edit")
				.exchange()
				.expectStatus()
				.isEqualTo(status)
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectHeader()
				.value("Retry-After", (seconds) -> assertThat(Long.parseLong(seconds)).isBetween(300L, 600L))
				.expectBody()
				.jsonPath("$.detail")
				.isEqualTo("'article:12' is locked")
				.jsonPath("$.instance")
				.isEqualTo("/edit")
				.jsonPath("$.resource")
				.isEqualTo("article:12")
				.jsonPath("$.locker")
				.doesNotExist();
		});
	}

	@Test
	void tellsWhoHoldsItIfThatMayBeSeen() {
		inBoth("locky.web.refusals=423,locky.web.show-locker=true", (client, locky) -> {
			locky.lock("article:12", "ada");
			client.get()
				.uri("/edit")
				.exchange()
				.expectStatus()
				.isEqualTo(HttpStatus.LOCKED)
				.expectHeader()
				.doesNotExist("Retry-After")
				.expectBody()
				.jsonPath("$.locker")
				.isEqualTo("ada");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/edit/later", "/edit/mono" })
	void tellsOfRefusalsThatComeLater(String uri) {
		inBoth("locky.web.refusals=423", (client, locky) -> {
			locky.lock("article:12", "ada");
			client.get().uri(uri).exchange().expectStatus().isEqualTo(HttpStatus.LOCKED);
		});
	}

	@Test
	void tellsThatTheLockWasLost() {
		inBoth("locky.web.refusals=423",
				(client, locky) -> client.get()
					.uri("/lose")
					.exchange()
					.expectStatus()
					.isEqualTo(HttpStatus.LOCKED)
					.expectHeader()
					.doesNotExist("Retry-After")
					.expectBody()
					.jsonPath("$.detail")
					.isEqualTo("The lock of 'article:12' was lost before the work was done")
					.jsonPath("$.resource")
					.isEqualTo("article:12"));
	}

	@Test
	void leavesRefusalsToTheApplicationByDefault() {
		inBoth("locky.web.show-locker=true", (client, locky) -> {
			locky.lock("article:12", "ada");
			client.get().uri("/edit").exchange().expectStatus().isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		});
	}

	@Test
	void anAdviceOfLowerOrderComesFirst() {
		this.servlet.withPropertyValues("locky.web.refusals=423").withUserConfiguration(Own.class).run((context) -> {
			context.getBean(LockyOperations.class).lock("article:12", "ada");
			client(context).get().uri("/edit").exchange().expectStatus().isEqualTo(HttpStatus.I_AM_A_TEAPOT);
		});
	}

	@Test
	void backsOffWithoutTheWeb() {
		new ApplicationContextRunner().withConfiguration(LOCKY)
			.withPropertyValues("locky.store=memory", "locky.web.refusals=423")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyExceptionHandler.class));
		new WebApplicationContextRunner().withConfiguration(LOCKY)
			.withClassLoader(new FilteredClassLoader(RestControllerAdvice.class))
			.withPropertyValues("locky.store=memory", "locky.web.refusals=423")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyExceptionHandler.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "200", "500", "" })
	void refusesOtherStatus(String status) {
		this.servlet.withPropertyValues("locky.web.refusals=" + status)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("locky.web.refusals")));
	}

	private void inBoth(String properties, Requests requests) {
		this.servlet.withPropertyValues(properties.split(",")).run((context) -> {
			assertThat(context).hasNotFailed();
			requests.send(client(context), context.getBean(LockyOperations.class));
		});
		this.reactive.withPropertyValues(properties.split(",")).run((context) -> {
			assertThat(context).hasNotFailed();
			requests.send(WebTestClient.bindToApplicationContext(context).build(),
					context.getBean(LockyOperations.class));
		});
	}

	private static WebTestClient client(WebApplicationContext context) {
		return MockMvcWebTestClient.bindToApplicationContext(context).build();
	}

	/**
	 * What is asked of an application.
	 */
	@FunctionalInterface
	private interface Requests {

		void send(WebTestClient client, LockyOperations locky);

	}

	@EnableWebMvc
	static class Mvc {

	}

	@EnableWebFlux
	static class Flux {

	}

	/**
	 * Takes a refusal for an outage, as applications do.
	 */
	@RestControllerAdvice
	@Order(0)
	static class Outages {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
		void unavailable(DataAccessException ex) {
		}

	}

	@RestControllerAdvice
	@Order(LockyExceptionHandler.ORDER - 1)
	static class Own {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.I_AM_A_TEAPOT)
		void refused(LockNotAcquiredException ex) {
		}

	}

	@RestController
	static class Desk {

		private final LockyOperations locky;

		Desk(LockyOperations locky) {
			this.locky = locky;
		}

		@GetMapping("/edit")
		@Locked("article:12")
		String edit() {
			return "edited";
		}

		@GetMapping("/edit/later")
		@Locked("article:12")
		CompletableFuture<String> editLater() {
			return CompletableFuture.completedFuture("edited");
		}

		@GetMapping("/edit/mono")
		@Locked("article:12")
		Mono<String> editMono() {
			return Mono.just("edited");
		}

		@GetMapping("/lose")
		String lose() {
			return this.locky.execute(LockRequest.of("article:12"), (lease) -> {
				this.locky.unlock("article:12");
				return "edited";
			});
		}

	}

}
