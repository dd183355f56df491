package dev.byol.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.byol.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theOperatorKnowsNeitherTheTrainerNorItsEngine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.byol.trainer..", "org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule whatIsDecidedIsDecidedWithoutACluster =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.byol.operator.decide..",
              "dev.byol.operator.validate..",
              "dev.byol.operator.model..",
              "dev.byol.operator.policy..",
              "dev.byol.operator.template..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              "dev.byol.operator.act..",
              "dev.byol.operator.serve..");

  @ArchTest
  static final ArchRule nothingPatchesJobs =
      noClasses().should().dependOnClassesThat().haveSimpleName("GenericKubernetesResourceMatcher");
}
