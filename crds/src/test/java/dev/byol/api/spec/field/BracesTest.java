package dev.byol.api.spec.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BracesTest {
  @Test
  void rangesCountWithTheWidthOfTheirFirstNumberAndChoicesChoose() {
    assertThat(Braces.expand("s3://b/{08..11}.tar"))
        .containsExactly("s3://b/08.tar", "s3://b/09.tar", "s3://b/10.tar", "s3://b/11.tar");
    assertThat(Braces.expand("{a,b}/{1..2}.tar"))
        .containsExactly("a/1.tar", "a/2.tar", "b/1.tar", "b/2.tar");
    assertThat(Braces.expand("x{,.old}.tar")).containsExactly("x.tar", "x.old.tar");
    assertThat(Braces.expand("plain")).containsExactly("plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{1..",
        "a}",
        "{3..1}",
        "{a..c}",
        "a{x}",
        "{}",
        "{0..100000}",
        "{0..999}{0..999}",
        "{{a}"
      })
  void whatCannotBeMeantIsRefusedWithItsReason(String location) {
    assertThatThrownBy(() -> Braces.expand(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(location);
  }
}
