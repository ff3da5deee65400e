package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyDescriptor;
import io.github.locky.actuate.LockyEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyEndpointAutoConfiguration}.
 */
class LockyEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
				LockyEndpointAutoConfiguration.class));

	@Test
	void exposedEndpointIsThere() {
		exposed().run((context) -> assertThat(context).hasSingleBean(LockyEndpoint.class));
	}

	@Test
	void isNotThereUnlessExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.jmx.exposure.exclude=*")
			.run((context) -> assertThat(context).doesNotHaveBean(LockyEndpoint.class));
	}

	@Test
	void isNotThereWithoutAccess() {
		exposed().withPropertyValues("management.endpoint.locky.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LockyEndpoint.class));
	}

	@Test
	void backsOffForOneOfTheUser() {
		LockyEndpoint mine = mock(LockyEndpoint.class);
		exposed().withBean("mine", LockyEndpoint.class, () -> mine)
			.run((context) -> assertThat(context.getBean(LockyEndpoint.class)).isSameAs(mine));
	}

	@Test
	void isNotThereWithLockyOperationsOfTheUser() {
		exposed().withBean("mine", LockyOperations.class, () -> mock(LockyOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyEndpoint.class));
	}

	@Test
	void isNotThereWithoutLocky() {
		exposed().withPropertyValues("locky.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyEndpoint.class));
	}

	private ApplicationContextRunner exposed() {
		return this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=locky",
				"management.endpoints.jmx.exposure.include=locky", "spring.jmx.enabled=true");
	}

	@Test
	void descriptorsAreHintedForNativeImages() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(LockyEndpoint.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(LockyDescriptor.class, "getLocks"))
			.accepts(hints);
		assertThat(
				RuntimeHintsPredicates.reflection().onMethodInvocation(LockyDescriptor.LockDescriptor.class, "locker"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(LockyDescriptor.WaitingDescriptor.class, "longest")).accepts(hints);
	}

}
