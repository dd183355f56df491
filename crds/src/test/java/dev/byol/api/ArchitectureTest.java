package dev.byol.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
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

@AnalyzeClasses(packages = "dev.byol.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyJacksonAndItsYamlReaderAreUsed =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "dev.byol.api..", "com.fasterxml.jackson..", "org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule packagesBuildOnOneAnother =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("crd")
          .definedBy("dev.byol.api.crd..")
          .layer("yaml")
          .definedBy("dev.byol.api.yaml..")
          .layer("resolved")
          .definedBy("dev.byol.api.resolved..")
          .layer("validation")
          .definedBy("dev.byol.api.validation..")
          .layer("preset")
          .definedBy("dev.byol.api.preset..")
          .layer("spec")
          .definedBy("dev.byol.api.spec..")
          .whereLayer("crd")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("yaml")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("resolved")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("validation")
          .mayOnlyBeAccessedByLayers("yaml", "resolved")
          .whereLayer("preset")
          .mayOnlyBeAccessedByLayers("validation", "resolved");

  @ArchTest
  static final ArchRule sectionsOfTheSpecKnowTheirFieldsAlone =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("experiment")
          .definedBy("dev.byol.api.spec")
          .layer("field")
          .definedBy("dev.byol.api.spec.field..")
          .layer("data")
          .definedBy("dev.byol.api.spec.data..")
          .layer("training")
          .definedBy("dev.byol.api.spec.training..")
          .layer("workers")
          .definedBy("dev.byol.api.spec.workers..")
          .layer("storage")
          .definedBy("dev.byol.api.spec.storage..")
          .whereLayer("field")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayOnlyAccessLayers("field")
          .whereLayer("training")
          .mayOnlyAccessLayers("field")
          .whereLayer("workers")
          .mayOnlyAccessLayers("field")
          .whereLayer("storage")
          .mayOnlyAccessLayers("field");

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
