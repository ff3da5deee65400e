package io.github.locky.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.locky.LeaseLostException;
import io.github.locky.LockNotAcquiredException;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.engine.LockEngine;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Methods that run under a lock and are done when they return.
 */
abstract class LockedContractTests {

	private ApplicationContextRunner application;

	@BeforeEach
	void prepare() {
		this.application = applicationWithStore().withPropertyValues("desk.name=sports", "desk.patience=20s")
			.withBean(Desk.class)
			.withBean("archive", String.class, () -> "archive");
	}

	/**
	 * Return an application with locks in the store.
	 * @return the application
	 */
	abstract ApplicationContextRunner applicationWithStore();

	/**
	 * Return who holds a resource, as the store has it.
	 * @param resource the resource
	 * @return the holder, or {@code null}
	 */
	abstract @Nullable String holder(String resource);

	/**
	 * Return how long a lock lives, as the store has it.
	 * @param resource the resource
	 * @return milliseconds
	 */
	abstract Long remaining(String resource);

	/**
	 * Return whether any resource is locked.
	 * @return {@code false} if all are free
	 */
	abstract boolean isAnyLocked();

	@Test
	void elementThatIsNullIsNamed() {
		this.application.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(Desk.class).archive(new @Nullable String[] { "1", null }))
			.withMessageContaining("'#ids' in '#{#ids}' must give")
			.withMessageContaining("but gives null"));
	}

	@Test
	void methodIsNotCalledWithoutALease() {
		this.application.withBean("mine", LockyOperations.class, () -> Mockito.mock(LockyOperations.class))
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(Desk.class).archive("1\n2"))
				.withMessageContaining("@AutoConfigureLocky")
				.withMessageContaining("1\\n2"));
		assertThat(Desk.archived).isFalse();
	}

	@Test
	void methodRunsUnderItsLockAndReleasesItOnReturn() {
		run((desk) -> {
			assertThat(desk.edit(12, () -> holder("article:12"))).isNotBlank();
			assertThat(holder("article:12")).isNull();
		});
	}

	@Test
	void lockIsReleasedOnThrow() {
		run((desk) -> {
			assertThatIllegalStateException().isThrownBy(() -> desk.edit(12, () -> {
				throw new IllegalStateException(holder("article:12"));
			})).withMessageContaining("-");
			assertThat(holder("article:12")).isNull();
		});
	}

	@Test
	void anotherApplicationIsExcluded() {
		this.application.run((one) -> this.application.run((other) -> {
			Desk desk = one.getBean(Desk.class);
			Desk otherDesk = other.getBean(Desk.class);
			desk.edit(12, () -> {
				assertThatExceptionOfType(LockNotAcquiredException.class)
					.isThrownBy(() -> otherDesk.edit(12, () -> "edited as well"))
					.satisfies((ex) -> assertThat(ex.getHolder()).isEqualTo(holder("article:12")));
				assertThat(otherDesk.edit(13, () -> "edited another")).isEqualTo("edited another");
				return null;
			});
			assertThat(otherDesk.edit(12, () -> "edited later")).isEqualTo("edited later");
		}));
	}

	@Test
	void severalResourcesAreLocked() {
		run((desk) -> assertThat(desk.move(1, 2, () -> holder("article:1") + " " + holder("article:2")))
			.doesNotContain("null"));
	}

	@Test
	void expressionThatStandsAloneMayGiveManyResources() {
		run((desk) -> assertThat(desk.publish(List.of(1, 2), () -> holder("article:1") + " " + holder("article:2")))
			.doesNotContain("null"));
	}

	@Test
	void lockerMayBeNamed() {
		run((desk) -> assertThat(desk.editAs("ada", () -> holder("front-page"))).isEqualTo("ada"));
	}

	@Test
	void resourceMayNameBeansAndProperties() {
		run((desk) -> assertThat(desk.archive(() -> holder("sports/archive/1999"))).isNotNull());
	}

	@Test
	void methodThatDoesNotWantTheLockRunsWithout() {
		run((desk) -> {
			assertThat(desk.draft(true, () -> holder("draft"))).isNull();
			assertThat(desk.draft(false, () -> holder("draft"))).isNotNull();
		});
	}

	@Test
	void conditionThatGivesNullIsAnErrorRatherThanACallWithoutTheLock() {
		run((desk) -> {
			assertThat(desk.reprint(false, () -> holder("issue"))).isNull();
			assertThat(desk.reprint(true, () -> holder("issue"))).isNotNull();
			assertThatIllegalArgumentException().isThrownBy(() -> desk.reprint(null, () -> holder("issue")))
				.withMessageContaining("'#locked'")
				.withMessageContaining("null");
		});
	}

	@Test
	void lockIsRenewedUnlessATimeToLiveIsGiven() {
		run((desk) -> {
			assertThat(desk.edit(12, () -> remaining("article:12"))).isGreaterThan(20_000);
			assertThat(desk.hurry(() -> remaining("hurry"))).isBetween(1L, 5_000L);
		});
	}

	@Test
	void callerWaitsAsLongAsSaid() {
		this.application.run((context) -> {
			context.getBean(LockyOperations.class).lock(LockRequest.of("patient", "ada").ttl(Duration.ofMillis(300)));
			assertThat(context.getBean(Desk.class).wait(() -> holder("patient"))).isNotEqualTo("ada");
		});
	}

	@Test
	void skippedCallReturnsNothing() {
		runWhileLocked("job", (desk) -> {
			assertThat(desk.skip(() -> "done")).isNull();
			assertThat(desk.skipOptional(() -> "done")).isEmpty();
			desk.skipVoid(() -> {
				throw new IllegalStateException("done");
			});
		});
	}

	@Test
	void callIsSkippedWhenTheInstanceShutsDown() {
		this.application.run((context) -> {
			Desk desk = context.getBean(Desk.class);
			context.getBean(LockEngine.class).stop();
			assertThat(desk.skip(() -> "done")).isNull();
			assertThat(desk.skipOptional(() -> "done")).isEmpty();
			assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> desk.edit(12, () -> "edited"))
				.withMessageContaining("shuts down");
		});
	}

	@Test
	void callThatIsNotSkippedReturnsItsResult() {
		run((desk) -> {
			assertThat(desk.skip(() -> "done")).isEqualTo("done");
			assertThat(desk.skipOptional(() -> "done")).contains("done");
		});
	}

	@Test
	void heldMethodRunsOnceAlthoughItReturnsBeforeOthersCome() {
		run((desk) -> {
			assertThat(desk.publish()).isEqualTo("published");
			assertThat(desk.publish()).isNull();
			assertThat(remaining("edition")).isLessThanOrEqualTo(Duration.ofMinutes(10).toMillis());
			assertThat(desk.publishAgain()).isEqualTo("published");
			assertThat(desk.publishAgain()).isEqualTo("published");
		});
	}

	@Test
	void fallbackIsCalledWithTheArgumentsAndTheReason() {
		runWhileLocked("job", (desk) -> {
			assertThat(desk.fallBack(7)).isEqualTo("instead of 7");
			assertThat(desk.fallBackAndTell(7)).isEqualTo("7: job is locked by rival");
		});
		run((desk) -> assertThat(desk.fallBack(7)).isEqualTo("done 7"));
	}

	@Test
	void innerCallJoinsTheLockOfTheOuterOne() {
		this.application.run((context) -> {
			Desk desk = context.getBean(Desk.class);
			desk.edit(12, () -> {
				String holder = holder("article:12");
				assertThat(desk.edit(12, () -> holder("article:12"))).isEqualTo(holder);
				assertThat(holder("article:12")).isEqualTo(holder);
				return null;
			});
			assertThat(holder("article:12")).isNull();
		});
	}

	@Test
	void innerCallLocksWhatTheOuterOneDoesNotHave() {
		run((desk) -> desk.edit(1, () -> {
			String holder = holder("article:1");
			desk.move(1, 2, () -> {
				assertThat(holder("article:1")).isEqualTo(holder);
				assertThat(holder("article:2")).isNotNull();
				return null;
			});
			assertThat(holder("article:1")).isEqualTo(holder);
			assertThat(holder("article:2")).isNull();
			return null;
		}));
	}

	@Test
	void innerCallByAnotherLockerIsRefused() {
		run((desk) -> desk.editAs("ada", () -> {
			assertThatExceptionOfType(LockNotAcquiredException.class)
				.isThrownBy(() -> desk.editAs("grace", () -> "edited"));
			assertThat(desk.editAs("ada", () -> "edited")).isEqualTo("edited");
			return null;
		}));
	}

	@Test
	void lostLockIsNotJoined() {
		this.application.run((context) -> {
			Desk desk = context.getBean(Desk.class);
			assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> desk.edit(12, () -> {
				takeOver(context, "article:12");
				return desk.edit(12, () -> "edited without the lock");
			})).satisfies((ex) -> assertThat(ex.getResult()).isNull());
			assertThat(holder("article:12")).isEqualTo("rival");
		});
	}

	@Test
	void lostLockIsReportedWithTheResult() {
		this.application.run((context) -> {
			Desk desk = context.getBean(Desk.class);
			assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> desk.edit(12, () -> {
				takeOver(context, "article:12");
				return "edited";
			})).satisfies((ex) -> assertThat(ex.getResult()).isEqualTo("edited"));
		});
	}

	@Test
	void lostLockDoesNotHideWhatTheMethodThrows() {
		this.application.run((context) -> assertThatIllegalStateException()
			.isThrownBy(() -> context.getBean(Desk.class).edit(12, () -> {
				takeOver(context, "article:12");
				throw new IllegalStateException("failed");
			}))
			.withMessage("failed"));
	}

	@Test
	void expressionThatGivesNothingFailsTheCall() {
		run((desk) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> desk.edit(null, () -> "edited"))
				.withMessageContaining("'#id' in 'article:#{#id}'")
				.withMessageContaining("null");
			assertThatIllegalArgumentException().isThrownBy(() -> desk.editAs("", () -> "edited"));
			assertThatIllegalArgumentException().isThrownBy(() -> desk.publish(List.of(), () -> "published"));
			assertThat(isAnyLocked()).isFalse();
		});
	}

	@Test
	void composedAnnotationOverridesAttributes() {
		run((desk) -> {
			assertThat(desk.composed(() -> holder("composed"))).isNotNull();
			assertThat(holder("composed")).isNull();
		});
		runWhileLocked("composed", (desk) -> assertThat(desk.composed(() -> "done")).isNull());
	}

	private void run(Consumer<Desk> test) {
		this.application.run((context) -> test.accept(context.getBean(Desk.class)));
	}

	private void runWhileLocked(String resource, Consumer<Desk> test) {
		this.application.run((context) -> {
			assertThat(context.getBean(LockyOperations.class).lock(resource, "rival")).isTrue();
			test.accept(context.getBean(Desk.class));
			assertThat(holder(resource)).isEqualTo("rival");
			context.getBean(LockyOperations.class).unlock(resource);
		});
	}

	private static void takeOver(ApplicationContext context, String resource) {
		context.getBean(LockyOperations.class).lock(LockRequest.of(resource, "rival").force());
		Awaitility.await().until(() -> context.getBean(LockEngine.class).getLeases().getCount() == 0);
	}

	@Retention(RetentionPolicy.RUNTIME)
	@Locked(skip = true)
	@interface LockedJob {

		@AliasFor(annotation = Locked.class, attribute = "resource")
		String name();

	}

	/**
	 * Where articles are edited.
	 */
	static class Desk {

		private static volatile boolean archived;

		@Locked("article:#{#id}")
		<T> @Nullable T edit(@Nullable Integer id, Supplier<@Nullable T> work) {
			return work.get();
		}

		@Locked({ "article:#{#from}", "article:#{#p1}" })
		<T> @Nullable T move(int from, int to, Supplier<@Nullable T> work) {
			return work.get();
		}

		@Locked("#{#ids}")
		void archive(@Nullable String... ids) {
			archived = true;
		}

		@Locked("#{#ids.!['article:' + #this]}")
		@Nullable String publish(List<Integer> ids, Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(resource = "front-page", locker = "#{#editor}")
		@Nullable String editAs(String editor, Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked("${desk.name}/#{@archive}/1999")
		@Nullable String archive(Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(value = "draft", condition = "!#own")
		@Nullable String draft(boolean own, Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(value = "issue", condition = "#locked")
		@Nullable String reprint(@Nullable Boolean locked, Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(value = "hurry", ttl = "PT5S")
		Long hurry(Supplier<Long> work) {
			return work.get();
		}

		@Locked(value = "patient", waitAtMost = "${desk.patience}")
		@Nullable String wait(Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(value = "job", skip = true)
		@Nullable String skip(Supplier<@Nullable String> work) {
			return work.get();
		}

		@Locked(value = "edition", ttl = "1h", holdAtLeast = "10m", skip = true)
		@Nullable String publish() {
			return "published";
		}

		@Locked(value = "extra", holdAtLeast = "0s", skip = true)
		@Nullable String publishAgain() {
			return "published";
		}

		@Locked(value = "job", skip = true)
		Optional<String> skipOptional(Supplier<String> work) {
			return Optional.of(work.get());
		}

		@Locked(value = "job", skip = true)
		void skipVoid(Runnable work) {
			work.run();
		}

		@Locked(value = "job", fallback = "instead")
		String fallBack(int number) {
			return "done " + number;
		}

		private String instead(int number) {
			return "instead of " + number;
		}

		@Locked(value = "job", fallback = "tell")
		String fallBackAndTell(int number) {
			return "done " + number;
		}

		String tell(int number, LockNotAcquiredException refused) {
			return number + ": " + refused.getResource() + " is locked by " + refused.getHolder();
		}

		@LockedJob(name = "composed")
		@Nullable String composed(Supplier<@Nullable String> work) {
			return work.get();
		}

	}

}
