package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.storage.StorageSpecBuilder;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.ScriptedServer;
import dev.byol.trainer.storage.ScriptedServer.Answer;
import dev.byol.trainer.storage.ScriptedServer.Request;
import dev.byol.trainer.storage.StorageSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket of 100,000 shards, in pages of 1,000. */
class BucketListingTest {
  private static final int SHARDS = 100_000;
  private static final int PAGE = 1_000;

  @BeforeEach
  void giveCredentials() {
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterEach
  void takeCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/imagenet/train-{000000..099999}.tar",
        "s3://bucket/imagenet/train-*.tar",
        "s3://bucket/imagenet"
      })
  void namesSizesAndVersionsOfAllShardsCostOneRequestForEachPage(String location)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(BucketListingTest::page);
        BucketFiles files = files(server)) {
      List<String> shards = Locations.expand(files, location, ".tar", new Findings()).files();

      assertThat(shards).hasSize(SHARDS);
      assertThat(shards.get(SHARDS - 1)).isEqualTo("s3://bucket/imagenet/train-099999.tar");
      assertThat(shards).allMatch(shard -> files.version(shard).startsWith("150000000 "));
      // A folder is told from a file by two requests of its own.
      assertThat(server.requests()).hasSizeBetween(SHARDS / PAGE, SHARDS / PAGE + 2);
    }
  }

  private static Answer page(Request request) {
    if (request.method().equals("HEAD")) {
      return new Answer(404, Map.of(), "");
    }
    String token = request.parameter("continuation-token");
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    for (int i = from; i < from + PAGE; i++) {
      xml.append("<Contents><Key>imagenet/train-%06d.tar</Key>".formatted(i))
          .append("<LastModified>2026-11-24T00:00:00Z</LastModified>")
          .append("<ETag>\"%d\"</ETag><Size>150000000</Size></Contents>".formatted(i));
    }
    if (from + PAGE < SHARDS) {
      xml.append("<IsTruncated>true</IsTruncated>")
          .append("<NextContinuationToken>%d</NextContinuationToken>".formatted(from + PAGE));
    }
    return Answer.xml(200, xml.append("</ListBucketResult>").toString());
  }

  private static BucketFiles files(ScriptedServer server) throws IOException {
    var spec = StorageSpecBuilder.builder().endpoint(server.endpoint().toString()).build();
    return new BucketFiles(
        ObjectStore.open(StorageSettings.of(spec, Map.of()), Patience.SHORT),
        Optional.empty(),
        IndexShelf.NONE);
  }
}
