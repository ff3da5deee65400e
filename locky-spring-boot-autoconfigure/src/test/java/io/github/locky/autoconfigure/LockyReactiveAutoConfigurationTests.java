package io.github.locky.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockyOperations;
import io.github.locky.event.LockyEvent;
import io.github.locky.reactive.ReactiveLockyOperations;
import io.github.locky.reactive.ReactiveLockyTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyReactiveAutoConfiguration}.
 */
class LockyReactiveAutoConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockyReactiveAutoConfiguration.class))
		.withPropertyValues("locky.store=memory");

	@Test
	void locksAndHearsAsTheApplicationDoes() {
		this.application.run((context) -> {
			ReactiveLockyOperations reactive = context.getBean(ReactiveLockyOperations.class);
			List<LockyEvent> events = new CopyOnWriteArrayList<>();
			reactive.events().subscribe(events::add);
			assertThat(reactive.lock("article:1", "ada").block()).isTrue();
			assertThat(context.getBean(LockyOperations.class).getLocker("article:1")).isEqualTo("ada");
			Awaitility.await().until(() -> events.size() == 1);
		});
	}

	@Test
	void backsOff() {
		ReactiveLockyOperations own = mock(ReactiveLockyOperations.class);
		this.application.withBean(ReactiveLockyOperations.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveLockyTemplate.class));
		this.application.withPropertyValues("locky.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ReactiveLockyOperations.class));
	}

	@Test
	void thereIsNoneWithoutReactor() {
		this.application.withClassLoader(new FilteredClassLoader("reactor"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lockyReactiveTemplate"));
	}

}
