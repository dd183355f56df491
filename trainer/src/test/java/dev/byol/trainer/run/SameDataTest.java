package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.data.DataFormat;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.data.DataSpecBuilder;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.LocalFiles;
import dev.byol.trainer.data.PictureSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ranks, each with a folder of its own, as pods with volumes of their own have. */
class SameDataTest {
  private static final int RANKS = 3;
  private static final int PICTURES = 6;

  @TempDir Path folder;

  @BeforeEach
  void equalCopiesForAll() throws Exception {
    for (int rank = 0; rank < RANKS; rank++) {
      PicturesInFolder.write(train(rank), PICTURES, 0);
      PicturesInFolder.write(heldOut(rank), PICTURES, 100);
    }
  }

  @Test
  void equalCopiesInPlacesOfTheirOwnAreTheSameData() throws Exception {
    assertThat(compareOnAll()).containsOnly("");
  }

  @Test
  void aPictureThatOneRankLacksIsToldOnEveryRankWithThatRanksNumber() throws Exception {
    Files.delete(train(2).resolve("03.bmp"));

    assertThat(compareOnAll())
        .hasSize(RANKS)
        .allSatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("rank 2 of 3 does not see the pictures that rank 0 sees: ")
                    .contains("5 pictures at data, rank 0 has 6", "volume"));
  }

  @Test
  void aPictureOfAnotherNameIsTold() throws Exception {
    Files.move(train(1).resolve("03.bmp"), train(1).resolve("13.bmp"));

    assertThat(compareOnAll()).allMatch(s -> s.contains("rank 1") && s.contains("other names"));
  }

  @Test
  void aPictureOfOtherContentsAndTheSameSizeIsTold() throws Exception {
    PicturesInFolder.one(train(1), 3, 50);

    assertThat(compareOnAll())
        .allMatch(s -> s.contains("rank 1") && s.contains("1 of 6 pictures looked at have other"));
  }

  @Test
  void heldOutPicturesThatOneRankLacksAreTold() throws Exception {
    Files.delete(heldOut(1).resolve("03.bmp"));

    assertThat(compareOnAll()).allMatch(s -> s.contains("rank 1") && s.contains("held-out"));
  }

  private Path train(int rank) {
    return folder.resolve("train-" + rank);
  }

  private Path heldOut(int rank) {
    return folder.resolve("held-out-" + rank);
  }

  /** What each rank says; empty: nothing. */
  private List<String> compareOnAll() throws Exception {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort());
    ExecutorService threads = Executors.newFixedThreadPool(RANKS);
    try {
      List<Future<String>> said = new ArrayList<>();
      for (int rank = 0; rank < RANKS; rank++) {
        int own = rank;
        said.add(threads.submit(() -> compare(address, own)));
      }
      List<String> sentences = new ArrayList<>();
      for (Future<String> one : said) {
        sentences.add(one.get());
      }
      return sentences;
    } finally {
      threads.shutdownNow();
    }
  }

  private String compare(InetSocketAddress address, int rank) throws Exception {
    var settings =
        new RendezvousSettings(
            address,
            rank,
            RANKS,
            0,
            SharedKey.of(new byte[SharedKey.MIN_BYTES]),
            Bounds.DEFAULT_FAILURE_DETECTION);
    try (Collective collective = new Rendezvous(settings, warning -> {}).join()) {
      SameData.require(
          collective, SampleList.of(open(train(rank))), Optional.of(open(heldOut(rank))), "data");
      return "";
    } catch (DataException e) {
      return e.getMessage();
    }
  }

  private static PictureSource open(Path folder) {
    DataSpec data =
        DataSpecBuilder.builder()
            .format(DataFormat.AUTO)
            .keyEnd(KeyEnd.FIRST_DOT)
            .maxDamagedFraction(0.01)
            .build();
    return Pictures.open(data, folder.toString(), new LocalFiles());
  }
}
