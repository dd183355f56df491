package dev.byol.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  /** A package that grows beyond this is two packages. */
  private static final long MOST_FILES = 25;

  @Test
  void everyPackageCanBeSurveyed() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      Map<Path, Long> sizes =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
      assertThat(sizes)
          .isNotEmpty()
          .allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MOST_FILES));
    }
  }
}
