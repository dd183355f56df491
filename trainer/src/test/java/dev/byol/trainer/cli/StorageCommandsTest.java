package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.Samples;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("s3")
class StorageCommandsTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();

  @TempDir Path folder;
  private final FakeShell shell = new FakeShell();
  private ObjectStore objects;
  private BucketStore store;
  private String uri;

  @BeforeEach
  void twoCheckpoints() throws IOException {
    objects = SERVER.open();
    ObjectAddress place = SERVER.newPrefix();
    uri = place.toString();
    store = new BucketStore(objects, place);
    Samples.save(store, 10, 2, 1);
    Samples.save(store, 20, 2, 1);
  }

  @AfterEach
  void close() {
    objects.close();
  }

  @Test
  void lsShowsStepsSizesAndWhatLatestNames() {
    assertThat(run("checkpoints", "ls", uri)).isZero();
    assertThat(shell.out().lines().toList())
        .hasSize(3)
        .element(1)
        .asString()
        .contains("step-00000020", "attempt 1", "<- latest");
  }

  @Test
  void verifyNamesWhatIsDamaged() throws IOException {
    assertThat(run("checkpoints", "verify", uri)).isZero();
    store.put(
        "step-00000010/part-00000-of-00002.a1g1.safetensors", ObjectBody.of("not a checkpoint"));
    assertThat(run("checkpoints", "verify", uri)).isEqualTo(2);
    assertThat(shell.out()).contains("step-00000010    DAMAGED", "step-00000020    whole");
  }

  @Test
  void rmKeepsWhatLatestNamesUnlessAllGoes() throws IOException {
    assertThat(run("checkpoints", "rm", uri, "step-00000020")).isEqualTo(2);
    assertThat(shell.err()).contains("--all removes the whole run");
    assertThat(run("checkpoints", "rm", uri, "step-00000010")).isZero();
    assertThat(store.list("step-00000010")).isEmpty();
    assertThat(run("checkpoints", "rm", uri, "--all")).isZero();
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void cpBringsTheLatestToThisMachineAndBack() throws IOException {
    Path copy = folder.resolve("copy");
    assertThat(run("checkpoints", "cp", uri, copy.toString())).isZero();
    assertThat(new DirectoryStore(copy).readLatest()).contains("step-00000020");
    assertThat(run("inspect", copy.toString())).isZero();
    assertThat(run("checkpoints", "cp", copy.toString(), uri + "/back")).isZero();
    assertThat(run("inspect", uri + "/back")).isZero();
    assertThat(shell.out()).contains("step          20");
  }

  @Test
  void anEmptyPlaceIsOneSentence() {
    assertThat(run("checkpoints", "ls", uri + "-not-there")).isEqualTo(2);
    assertThat(shell.err()).contains("holds no checkpoint");
  }

  @Test
  void dataIndexKeepsTheIndexBesideTheShardsAndVerifyReadsAll() throws IOException {
    Path shard = Path.of("..", "examples").resolve("data");
    assertThat(Files.isDirectory(shard)).isTrue();
    ObjectAddress data = SERVER.newPrefix();
    try (var files = Files.walk(shard)) {
      Path tar = files.filter(file -> file.toString().endsWith(".tar")).findFirst().orElseThrow();
      try (var upload =
          objects.upload(data.withKey(data.folder() + "train-0.tar"), Files.size(tar))) {
        upload.write(java.nio.ByteBuffer.wrap(Files.readAllBytes(tar)));
        upload.complete();
      }
    }
    assertThat(run("data", "index", data.toString())).isZero();
    assertThat(shell.err()).contains("1 shards were read");
    assertThat(objects.listAll(data))
        .extracting(ObjectInfo::key)
        .anyMatch(k -> k.contains(".byol-index/"));
    assertThat(run("data", "index", data.toString())).isZero();
    assertThat(shell.err()).contains("0 shards were read");
    assertThat(run("data", "verify", data.toString())).isZero();
    assertThat(shell.err()).contains("0 damaged");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    int at = arguments[0].equals("inspect") ? 1 : 2;
    System.arraycopy(arguments, 0, all, 0, at);
    all[at] = "--endpoint";
    all[at + 1] = SERVER.endpoint().toString();
    System.arraycopy(arguments, at, all, at + 2, arguments.length - at);
    return shell.run(all);
  }
}
