package dev.byol.trainer.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Engines where the libraries of others are not even on the class path. */
class EngineDiscoveryTest {
  @Test
  void everyEngineThatCanBeAskedForIsFound() {
    assertThat(ServiceLoader.load(EngineProvider.class))
        .extracting(EngineProvider::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EngineRequest.values())
                .filter(request -> request != EngineRequest.AUTO)
                .map(EngineRequest::word)
                .toList());
  }

  @Test
  void theFastEngineStartsWithoutThePortableOnesLibraries() throws Exception {
    assumeThat(Providers.obstacle(EngineRequest.ONEDNN, Precision.FLOAT32)).isEmpty();
    assertThat(outputOfChoice(EngineRequest.AUTO, "nd4j")).contains("Engine: oneDNN");
  }

  @Test
  void thePortableEngineStartsWithoutTheFastOnesLibraries() throws Exception {
    assertThat(outputOfChoice(EngineRequest.ND4J, "dnnl")).contains("Engine: ND4J");
  }

  /** What {@link Choice} prints in a JVM without jars whose names begin so. */
  private static String outputOfChoice(EngineRequest request, String withoutJars)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !new File(entry).getName().startsWith(withoutJars))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).isNotEqualTo(System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    classPath,
                    Choice.class.getName(),
                    request.name()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time: %s", output).isTrue();
    return output;
  }

  /** Starts the engine of a request and prints why it is this one. */
  static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      Engines.Chosen chosen =
          Engines.choose(Precision.FLOAT32, EngineRequest.valueOf(arguments[0]));
      System.out.println(chosen.reason());
      System.exit(0);
    }
  }
}
