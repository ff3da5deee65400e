package io.github.locky;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Holds the directions between the packages.
 */
@AnalyzeClasses(packages = "io.github.locky", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

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
			.and(com.tngtech.archunit.base.DescribedPredicate
				.not(JavaClass.Predicates.resideInAPackage("io.github.locky.event"))));

	@ArchTest
	final ArchRule onlyTheOutermostPackagesKnowBoot = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.locky", "io.github.locky.event", "io.github.locky.redis",
				"io.github.locky.lease", "io.github.locky.annotation")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	@ArchTest
	final ArchRule theEngineDoesNotKnowTheApi = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.locky.redis", "io.github.locky.lease")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.locky", "io.github.locky.annotation", "io.github.locky.autoconfigure");

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

}
