package io.github.locky;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.locky.engine.lease.CallLease;
import io.github.locky.store.OneLineLog;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Holds the directions between the packages.
 */
@AnalyzeClasses(packages = "io.github.locky", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final DescribedPredicate<JavaClass> VALUES = DescribedPredicate.describe("values that users see",
			(type) -> Set.of("LockRequest", "HeldLock", "LockAttempt", "Identifiers")
				.contains(type.getName().replace("io.github.locky.", "").replaceAll("\\$.*", "")));

	@ArchTest
	final ArchRule packagesAreFreeOfCycles = SlicesRuleDefinition.slices()
		.matching("io.github.locky.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule eventsDependOnNothingOfOurs = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.event")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.locky..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.github.locky.event"))));

	@ArchTest
	final ArchRule observationsDependOnNothingOfOursButTheLog = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.observation")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.locky..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.github.locky.observation")
				.or(JavaClass.Predicates.equivalentTo(OneLineLog.class)))));

	@ArchTest
	final ArchRule valuesDependOnNothingOfOurs = ArchRuleDefinition.noClasses()
		.that(VALUES)
		.should()
		.dependOnClassesThat(
				JavaClass.Predicates.resideInAPackage("io.github.locky..").and(DescribedPredicate.not(VALUES)));

	@ArchTest
	final ArchRule onlyTheOutermostPackagesKnowBoot = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.locky", "io.github.locky.event", "io.github.locky.store..",
				"io.github.locky.engine..", "io.github.locky.annotation", "io.github.locky.observation",
				"io.github.locky.integration", "io.github.locky.reactive", "io.github.locky.shedlock",
				"io.github.locky.web")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	@ArchTest
	final ArchRule adaptersKnowOnlyWhatUsersKnow = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.locky.integration", "io.github.locky.shedlock")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.locky..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("io.github.locky",
					"io.github.locky.event", "io.github.locky.integration", "io.github.locky.shedlock"))));

	@ArchTest
	final ArchRule theReactiveAdapterKnowsOfTheEngineOnlyCallsUnderLeases = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.reactive")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.locky..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("io.github.locky",
					"io.github.locky.event", "io.github.locky.reactive")))
			.and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(CallLease.class))));

	@ArchTest
	final ArchRule onlyItsAdapterKnowsSpringIntegration = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages("io.github.locky.integration", "io.github.locky.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.integration..");

	@ArchTest
	final ArchRule onlyItsAdapterKnowsShedLock = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages("io.github.locky.shedlock", "io.github.locky.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("net.javacrumbs.shedlock..");

	@ArchTest
	final ArchRule onlyTheStoreInRedisKnowsSpringDataRedis = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages("io.github.locky.store.redis", "io.github.locky.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.data..", "io.lettuce..", "redis.clients..");

	@ArchTest
	final ArchRule storesKnowOnlyValues = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.store..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.locky..")
			.and(DescribedPredicate.not(VALUES))
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.github.locky.store.."))));

	@ArchTest
	final ArchRule storesDoNotKnowEachOther = SlicesRuleDefinition.slices()
		.matching("io.github.locky.store.(*)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	final ArchRule theEngineKnowsThePortOfStoresAndNoneOfThem = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.engine..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.locky.store.redis", "io.github.locky.store.memory");

	@ArchTest
	final ArchRule theEngineDoesNotKnowTheApi = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.locky.engine..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates
			.resideInAnyPackage("io.github.locky", "io.github.locky.annotation", "io.github.locky.integration",
					"io.github.locky.reactive", "io.github.locky.shedlock", "io.github.locky.actuate",
					"io.github.locky.web", "io.github.locky.autoconfigure..")
			.and(DescribedPredicate.not(VALUES)));

	@ArchTest
	final ArchRule onlyTheClocksOfStoresTellTheTimeOfDay = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveFullyQualifiedName("io.github.locky.store.memory.MovableClock")
		.should()
		.accessTargetWhere(DescribedPredicate.describe("the wall clock of this machine is read",
				(access) -> readsWallClock(access.getTarget())))
		.because(
				"clocks of machines differ and step, so time is that of the store, or passes as System.nanoTime() says");

	@ArchTest
	final ArchRule everyMessageInALogIsOneLine = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveFullyQualifiedName("io.github.locky.store.OneLineLog")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.commons.logging", "org.slf4j", "java.util.logging");

	@ArchTest
	final ArchRule autoConfigurationsAreFinalWithoutPublicMembers = ArchRuleDefinition.methods()
		.that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	final ArchRule autoConfigurationsAreNamedSo = ArchRuleDefinition.classes()
		.that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.haveSimpleNameEndingWith("AutoConfiguration");

	private static boolean readsWallClock(AccessTarget target) {
		String owner = target.getOwner().getName();
		String name = target.getName();
		return switch (owner) {
			case "java.lang.System" -> name.equals("currentTimeMillis");
			case "java.util.Date" ->
				name.equals("<init>") && ((CodeUnitAccessTarget) target).getRawParameterTypes().isEmpty();
			case "java.util.Calendar" -> name.equals("getInstance");
			case "java.util.GregorianCalendar" -> name.equals("<init>");
			case "java.time.InstantSource" -> name.equals("system");
			case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
			default -> owner.startsWith("java.time.") && name.equals("now");
		};
	}

}
