package dev.byol.operator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final int LONGEST_EXPERIMENT = 40;
  private static final int MOST_WORKERS = 4096;
  private static final long MOST_ATTEMPTS = 9_999_999;
  private static final String LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  @Test
  void everyNameIsValidForItsKindHoweverLongTheExperimentsIs() {
    var random = random();
    for (int i = 0; i < 5_000; i++) {
      Owner owner = owner(random);
      long attempt = 1 + random.nextLong(MOST_ATTEMPTS);
      String host = Names.job(owner, attempt) + "-" + (MOST_WORKERS - 1);
      assertThat(host).matches(LABEL).hasSizeLessThanOrEqualTo(63);
      assertThat(Names.service(owner)).matches(LABEL).hasSizeLessThanOrEqualTo(63);
      // The coscheduling plugin has the PodGroup's name in a label.
      assertThat(List.of(Names.shared(owner), Names.podGroup(owner, attempt)))
          .allMatch(name -> name.matches(SUBDOMAIN) && name.length() <= 63);
      assertThat(Names.config(owner, "0123456789")).matches(SUBDOMAIN).hasSizeLessThan(254);
    }
  }

  @Test
  void twoExperimentsNeverShareAName() {
    var random = random();
    Map<String, String> whose = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      Owner owner = owner(random);
      String id = owner.name() + "/" + owner.uid();
      long attempt = 1 + random.nextLong(3);
      for (String name :
          List.of(
              "Service " + Names.service(owner),
              "Lease " + Names.shared(owner),
              "Job " + Names.job(owner, attempt),
              "PodGroup " + Names.podGroup(owner, attempt),
              "ConfigMap " + Names.config(owner, "0123456789"))) {
        assertThat(whose.putIfAbsent(name, id)).as(name).isIn(null, id);
      }
    }
  }

  @Test
  void whereTheKindAllowsItNoExperimentCanHaveTheName() {
    var random = random();
    for (int i = 0; i < 1_000; i++) {
      Owner owner = owner(random);
      assertThat(
              List.of(
                  Names.shared(owner), Names.podGroup(owner, 1), Names.config(owner, "0123456789")))
          .allMatch(name -> !name.matches(LABEL));
    }
  }

  @Test
  void theLeaseOfTheOperatorsElectionIsNoExperiments() {
    Owner namesake = new Owner("byol-system", Names.OPERATOR, UUID.randomUUID().toString());
    assertThat(Names.shared(namesake)).isNotEqualTo(Names.OPERATOR);
    assertThat(Names.leaseBefore(namesake)).isNotEqualTo(Names.OPERATOR);
  }

  @Test
  void anOwnerNeedsAUid() {
    assertThatThrownBy(() -> new Owner("vision", "photos", "uid"))
        .hasMessageContaining("uid is not the UID of an object");
  }

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  /** Names are often short and alike, and often as long as they may be. */
  private static Owner owner(Random random) {
    int length = random.nextBoolean() ? 1 + random.nextInt(4) : LONGEST_EXPERIMENT;
    String name =
        IntStream.range(0, length)
            .mapToObj(i -> i == 0 || i == length - 1 ? pick(random, "ab") : pick(random, "ab1-"))
            .collect(Collectors.joining());
    return new Owner("vision", name, new UUID(random.nextLong(), random.nextLong()).toString());
  }

  private static String pick(Random random, String from) {
    return String.valueOf(from.charAt(random.nextInt(from.length())));
  }
}
