package io.github.locky.reactive;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Delivery}.
 */
class DeliveryTests {

	private final List<String> undone = new ArrayList<>();

	private final Delivery<String> delivery = new Delivery<>(this.undone::add);

	@Test
	void answerThatArrivesIsNotUndone() {
		assertThat(this.delivery.begin("answer")).isTrue();
		assertThat(arrived("answer")).isEqualTo("answer");
		this.delivery.cancel();
		assertThat(this.undone).isEmpty();
	}

	@Test
	void answerThatComesAfterTheCancellationIsUndoneAndNotSent() {
		this.delivery.cancel();
		assertThat(this.delivery.begin("answer")).isFalse();
		assertThat(this.undone).containsExactly("answer");
	}

	@Test
	void answerThatIsOnItsWayWhenItIsCancelledIsUndoneAndDoesNotArrive() {
		assertThat(this.delivery.begin("answer")).isTrue();
		this.delivery.cancel();
		assertThat(arrived("answer")).isNull();
		this.delivery.cancel();
		assertThat(this.undone).containsExactly("answer");
	}

	@Test
	void answerThatIsDroppedOnItsWayIsUndone() {
		Mono.<String>create((sink) -> assertThat(this.delivery.begin("answer")).isTrue())
			.handle(this.delivery::end)
			.doOnCancel(this.delivery::cancel)
			.subscribe()
			.dispose();
		assertThat(this.undone).containsExactly("answer");
	}

	private String arrived(String answer) {
		return Mono.just(answer).handle(this.delivery::end).block();
	}

}
