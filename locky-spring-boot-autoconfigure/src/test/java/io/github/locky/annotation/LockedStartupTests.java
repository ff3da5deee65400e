package io.github.locky.annotation;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Annotations that cannot work, and where they are found.
 */
@RedisTest
@ExtendWith(OutputCaptureExtension.class)
class LockedStartupTests {

	private final RedisServer redis;

	LockedStartupTests(RedisServer redis) {
		this.redis = redis;
	}

	@ParameterizedTest
	@MethodSource
	void applicationDoesNotStart(Class<?> type, String method, String reason) {
		LockedApplication.on(this.redis).withBean("wrong", type).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(BeanCreationException.class)
				.hasMessageContaining("'wrong'")
				.rootCause()
				.satisfiesAnyOf((cause) -> assertThat(cause).hasMessageContaining(reason),
						(cause) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(reason));
			assertThat(context.getStartupFailure())
				.hasStackTraceContaining("@Locked on " + type.getName() + "." + method + "() is not valid: ");
		});
	}

	static Stream<Arguments> applicationDoesNotStart() {
		return Stream.of(Arguments.of(NoResource.class, "work", "it names no resource"),
				Arguments.of(BlankResource.class, "work", "its resource is blank"),
				Arguments.of(Unparsable.class, "work", "its resource 'a#{#id' cannot be parsed"),
				Arguments.of(UnknownParameter.class, "work", "'#number' names the unknown parameter 'number'"),
				Arguments.of(UnknownParameterOfCondition.class, "work", "names the unknown parameter 'number'"),
				Arguments.of(UnparsableCondition.class, "work", "its condition '1 +' cannot be parsed"),
				Arguments.of(WrongDuration.class, "work", "its ttl 'soon' is not a duration"),
				Arguments.of(WrongHold.class, "work", "its holdAtLeast 'long' is not a duration"),
				Arguments.of(NegativeDuration.class, "work", "waitAtMost"),
				Arguments.of(NakedVariable.class, "work", "write '#{#id}'"),
				Arguments.of(BracesAlone.class, "work", "write '#{#id}'"),
				Arguments.of(TextAndVariable.class, "work", "write 'article:#{#id}'"),
				Arguments.of(Concatenation.class, "work", "write '#{'article:' + #id}'"),
				Arguments.of(ParameterNumber.class, "work", "write '#{#p0}'"),
				Arguments.of(NakedProperty.class, "work", "write 'desk-#{#desk.name}'"),
				Arguments.of(NakedLocker.class, "work", "write '#{#id}'"),
				Arguments.of(NakedForeignVariable.class, "work", "write '#{#straße}'"),
				Arguments.of(MisspeltVariable.class, "work",
						"'#artcleId' names no parameter; write '#{#articleId}' or '#{#editor}' for the value of one, or"
								+ " '#{'#artcleId'}' if it is only text"),
				Arguments.of(MisspeltForeignVariable.class, "work", "'#größe' names no parameter"),
				Arguments.of(MisspeltProperty.class, "work", "'#dsk.name' names no parameter; write '#{#desk}'"),
				Arguments.of(MisspeltLocker.class, "work", "'#ide' names no parameter; write '#{#id}'"),
				Arguments.of(VariableWithoutParameters.class, "work",
						"'#id' names no parameter; write '#{'#id'}' if it is only text"),
				Arguments.of(Braces.class, "work", "write 'article:#{#id}'"),
				Arguments.of(BracesAndNumber.class, "work", "write 'article:#{#p0}'"),
				Arguments.of(BracesAndProperty.class, "work", "write '#{#desk.name}/#{#desk.getName()}'"),
				Arguments.of(BracesBesideExpression.class, "work", "write '/#{#id}'"),
				Arguments.of(TextAndBraces.class, "work", "write 'article:#{#id}'"),
				Arguments.of(Quoted.class, "work", "write '#{'article:' + #id}'"),
				Arguments.of(QuotedTwice.class, "work", "write '#{\"article:\" + #id}'"),
				Arguments.of(QuotedAtTheEnd.class, "work", "write '#{#id + ':article'}'"),
				Arguments.of(QuotedText.class, "work", "write '#{'article'}'"),
				Arguments.of(QuotedBesideExpression.class, "work", "write '#{'article:' + #id}'"),
				Arguments.of(PrivateMethod.class, "work", "a proxy cannot intercept a private method"),
				Arguments.of(FinalMethod.class, "work", "a proxy cannot intercept a final method"),
				Arguments.of(StaticMethod.class, "work", "a proxy cannot intercept a static method"),
				Arguments.of(SkippedPrimitive.class, "work", "a skipped call has nothing to return as int"),
				Arguments.of(SkipAndFallback.class, "work", "it has 'skip' and a fallback"),
				Arguments.of(NoFallback.class, "work", "there is no method 'instead' with the same parameters"),
				Arguments.of(OtherFallback.class, "work", "its fallback 'instead' returns java.lang.Integer"),
				Arguments.of(PlainFuture.class, "work", "nobody can tell when a Future is complete"),
				Arguments.of(SecondMethod.class, "second", "it names no resource"));
	}

	@Test
	void scheduledMethodThatSkipsWithoutAHoldIsWarnedOf(CapturedOutput output) {
		LockedApplication.on(this.redis)
			.withBean(SkippedJobs.class)
			.run((context) -> assertThat(output.toString().lines().filter((line) -> line.contains("Scheduled method")))
				.singleElement()
				.asString()
				.contains("WARN", SkippedJobs.class.getName() + ".publish'", "'holdAtLeast'"));
	}

	@Test
	void unknownPropertyIsNamed() {
		LockedApplication.on(this.redis)
			.withBean("wrong", UnknownProperty.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("desk.unknown"));
	}

	@Test
	void lazyBeanFailsWhenItIsCreated() {
		LockedApplication.on(this.redis)
			.withBean("wrong", NoResource.class, NoResource::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean("wrong"))
				.havingRootCause()
				.withMessageContaining("it names no resource"));
	}

	@Test
	void hashesThatNameNoParameterAreText() {
		LockedApplication.on(this.redis).withBean(Channel.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nameOfAParameterMayHaveAnyLetters() {
		LockedApplication.on(this.redis)
			.withBean(Streets.class)
			.run((context) -> assertThat(context.getBean(Streets.class).sweep("Ring", this.redis))
				.isEqualTo(List.of("lock:resource:Ring")));
	}

	static class Streets {

		@Locked("#{#straße}")
		Object sweep(String straße, RedisServer redis) {
			return redis.command("KEYS", "lock:resource:*");
		}

	}

	static class NoResource {

		@Locked
		void work() {
		}

	}

	static class NakedVariable {

		@Locked("#id")
		void work(int id) {
		}

	}

	static class BracesAlone {

		@Locked("{#id}")
		void work(int id) {
		}

	}

	static class NakedForeignVariable {

		@Locked("#straße")
		void work(String straße) {
		}

	}

	static class MisspeltVariable {

		@Locked("#artcleId")
		void work(int articleId, String editor) {
		}

	}

	static class MisspeltForeignVariable {

		@Locked("#größe")
		void work(int groesse) {
		}

	}

	static class MisspeltProperty {

		@Locked("#dsk.name")
		void work(Thread desk) {
		}

	}

	static class MisspeltLocker {

		@Locked(value = "article", locker = "#ide")
		void work(int id) {
		}

	}

	static class VariableWithoutParameters {

		@Locked("#id")
		void work() {
		}

	}

	static class Braces {

		@Locked("article:{id}")
		void work(int id) {
		}

	}

	static class BracesAndNumber {

		@Locked("article:{p0}")
		void work(int id) {
		}

	}

	static class BracesAndProperty {

		@Locked("{desk.name}/{desk.getName()}")
		void work(Thread desk) {
		}

	}

	static class BracesBesideExpression {

		@Locked("#{#desk.name}/{id}")
		void work(Thread desk, int id) {
		}

	}

	static class TextAndBraces {

		@Locked("article:{#id}")
		void work(int id) {
		}

	}

	static class Quoted {

		@Locked("'article:' + id")
		void work(int id) {
		}

	}

	static class QuotedTwice {

		@Locked("\"article:\" + id")
		void work(int id) {
		}

	}

	static class QuotedAtTheEnd {

		@Locked("id + ':article'")
		void work(int id) {
		}

	}

	static class QuotedText {

		@Locked("'article'")
		void work(int id) {
		}

	}

	static class QuotedBesideExpression {

		@Locked("'article:' + #{#id}")
		void work(int id) {
		}

	}

	static class TextAndVariable {

		@Locked("article:#id")
		void work(int id) {
		}

	}

	static class Concatenation {

		@Locked("'article:' + #id")
		void work(int id) {
		}

	}

	static class ParameterNumber {

		@Locked("#p0")
		void work(int id) {
		}

	}

	static class NakedProperty {

		@Locked("desk-#desk.name")
		void work(Thread desk) {
		}

	}

	static class NakedLocker {

		@Locked(value = "article", locker = "#id")
		void work(int id) {
		}

	}

	static class Channel {

		@Locked("order#1 in #general by #{#id}")
		void work(int id) {
		}

		@Locked("{order}#1")
		void inBraces(int id) {
		}

		@Locked("'tis #1 of rock'n'roll, isn't it: 1 + 1")
		void quotes(int id) {
		}

		@Locked({ "#{'#general'}", "#1" })
		void lone(int id) {
		}

	}

	static class BlankResource {

		@Locked(" ")
		void work() {
		}

	}

	static class Unparsable {

		@Locked("a#{#id")
		void work(int id) {
		}

	}

	static class UnknownParameter {

		@Locked("a#{#number}")
		void work(int id) {
		}

	}

	static class UnknownParameterOfCondition {

		@Locked(value = "a", condition = "#id > 1 and (#number ?: 2) == 2")
		void work(int id) {
		}

	}

	static class UnparsableCondition {

		@Locked(value = "a", condition = "1 +")
		void work() {
		}

	}

	static class WrongDuration {

		@Locked(value = "a", ttl = "soon")
		void work() {
		}

	}

	static class NegativeDuration {

		@Locked(value = "a", waitAtMost = "-1s")
		void work() {
		}

	}

	static class PrivateMethod {

		@Locked("a")
		private void work() {
		}

	}

	static class WrongHold {

		@Locked(value = "a", holdAtLeast = "long")
		void work() {
		}

	}

	static class SkippedJobs {

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		@Locked(value = "a", skip = true)
		void publish() {
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		@Locked(value = "b", skip = true, holdAtLeast = "1m")
		void held() {
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		@Locked(value = "c", skip = true, holdAtLeast = "0s")
		void knownToRunAgain() {
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		@Locked("d")
		void refused() {
		}

		@Locked(value = "e", skip = true)
		void notScheduled() {
		}

	}

	static class FinalMethod {

		@Locked("a")
		final void work() {
		}

	}

	static class StaticMethod {

		@Locked("a")
		static void work() {
		}

	}

	static class SkippedPrimitive {

		@Locked(value = "a", skip = true)
		int work() {
			return 1;
		}

	}

	static class SkipAndFallback {

		@Locked(value = "a", skip = true, fallback = "work")
		void work() {
		}

	}

	static class NoFallback {

		@Locked(value = "a", fallback = "instead")
		void work(int id) {
		}

		void instead(String id) {
		}

	}

	static class OtherFallback {

		@Locked(value = "a", fallback = "instead")
		String work(int id) {
			return "";
		}

		Integer instead(int id) {
			return id;
		}

	}

	static class PlainFuture {

		@Locked("a")
		Future<String> work() {
			return CompletableFuture.completedFuture("done");
		}

	}

	static class SecondMethod {

		@Locked("a")
		void first() {
		}

		@Locked
		void second() {
		}

	}

	static class UnknownProperty {

		@Locked("${desk.unknown}")
		void work() {
		}

	}

}
