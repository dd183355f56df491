package dev.byol.trainer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Arrays;
import java.util.stream.Stream;

/** The arrows between the packages, as {@code docs/architecture.md} draws them. */
@AnalyzeClasses(packages = "dev.byol.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.byol.trainer.";

  @ArchTest
  static final ArchRule nobodyDependsOnTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "cli..");

  @ArchTest static final ArchRule collective = only("collective");

  @ArchTest
  static final ArchRule commandLineLayers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy(ROOT + "cli")
          .layer("data")
          .definedBy(ROOT + "cli.data..")
          .layer("checkpoint")
          .definedBy(ROOT + "cli.checkpoint..")
          .layer("doctor")
          .definedBy(ROOT + "cli.doctor..")
          .layer("shell")
          .definedBy(ROOT + "cli.shell..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("checkpoint")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("doctor")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("shell")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule nobodyDependsOnTheBenchmarks =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.byol.bench..");

  @ArchTest
  static final ArchRule collectiveLayers =
      layers("collective", "link", "sum", "shared", "linked", "forming");

  @ArchTest static final ArchRule augment = only("augment");
  @ArchTest static final ArchRule storage = only("storage");
  @ArchTest static final ArchRule checkpoint = only("checkpoint", "storage");

  @ArchTest
  static final ArchRule checkpointStoresKnowNothingOfCheckpoints =
      only("checkpoint.store", "storage");

  @ArchTest
  static final ArchRule safetensorsKnowNothingOfCheckpoints =
      only("checkpoint.safetensors", "checkpoint.store");

  @ArchTest
  static final ArchRule checkpointsKnowNothingOfTheirSpool =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "checkpoint")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "checkpoint.spool");

  @ArchTest static final ArchRule telemetry = only("telemetry");
  @ArchTest static final ArchRule config = only("config");
  @ArchTest static final ArchRule data = only("data", "augment", "storage");
  @ArchTest static final ArchRule engine = only("engine", "collective");
  @ArchTest static final ArchRule losses = only("engine.loss");

  @ArchTest
  static final ArchRule whatHostEnginesShareIsSeenByThemAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "engine.host..", ROOT + "engine.nd4j..", ROOT + "engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "engine.host..");

  @ArchTest
  static final ArchRule nd4jsEngineIsFoundByServiceAlone = seenByNobodyElse("engine.nd4j");

  @ArchTest
  static final ArchRule oneDnnsEngineIsFoundByServiceAlone = seenByNobodyElse("engine.onednn");

  /** Lowest first: the library's objects, operations that are packages, the engine. */
  @ArchTest
  static final ArchRule oneDnnsRooms =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("library")
          .definedBy(ROOT + "engine.onednn.library")
          .layer("winograd")
          .definedBy(ROOT + "engine.onednn.winograd")
          .layer("batchnorm")
          .definedBy(ROOT + "engine.onednn.batchnorm")
          .layer("engine")
          .definedBy(ROOT + "engine.onednn")
          .whereLayer("library")
          .mayNotAccessAnyLayer()
          .whereLayer("winograd")
          .mayOnlyAccessLayers("library")
          .whereLayer("batchnorm")
          .mayOnlyAccessLayers("library");

  @ArchTest static final ArchRule optim = only("optim", "engine", "collective");
  @ArchTest static final ArchRule nn = only("nn", "engine", "collective");
  @ArchTest static final ArchRule byol = only("byol", "nn", "optim", "engine", "collective");

  @ArchTest
  static final ArchRule memory = only("memory", "byol", "nn", "optim", "engine", "collective");

  @ArchTest static final ArchRule eval = only("eval", "nn", "optim", "engine", "collective");

  @ArchTest
  static final ArchRule export =
      only("export", "nn", "engine", "checkpoint").allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule collectivesNeedTheJdkAlone =
      classes()
          .that()
          .resideInAPackage(ROOT + "collective..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "javax..", ROOT + "collective..");

  @ArchTest
  static final ArchRule nd4jIsSeenByItsEngineAndTheDoctorAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "engine..", ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..");

  @ArchTest
  static final ArchRule nativeLibrariesAreSeenByTheEnginesTheDecoderAndTheDoctorAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "engine..", ROOT + "data..", ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule theAwsSdkIsSeenByStorageAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "storage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..");

  @ArchTest
  static final ArchRule theTrainerNeedsNoKubernetesClient =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "dev.byol.operator..");

  /**
   * Packages within {@code name}, lowest first: each may use those before it and the one around.
   */
  private static ArchRule layers(String name, String... lowestFirst) {
    String around = ROOT + name;
    LayeredArchitecture layered =
        layeredArchitecture().consideringOnlyDependenciesInLayers().layer(name).definedBy(around);
    for (String layer : lowestFirst) {
      layered = layered.layer(layer).definedBy(around + "." + layer + "..");
    }
    layered = layered.whereLayer(name).mayNotAccessAnyLayer();
    for (int layer = 0; layer < lowestFirst.length; layer++) {
      layered =
          layered
              .whereLayer(lowestFirst[layer])
              .mayOnlyAccessLayers(
                  Stream.concat(Stream.of(name), Arrays.stream(lowestFirst).limit(layer))
                      .toArray(String[]::new));
    }
    return layered;
  }

  private static ArchRule seenByNobodyElse(String name) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + name + "..");
  }

  /** A package may use itself and these packages of the trainer, and what is not the trainer's. */
  private static ArchRule only(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Arrays.stream(others))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(resideOutsideOfPackages("dev.byol.trainer..")));
  }
}
