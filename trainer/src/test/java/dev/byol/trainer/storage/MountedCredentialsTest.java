package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

class MountedCredentialsTest {
  @TempDir Path folder;

  @Test
  void aSecretThatIsRenewedHoldsAtTheNextUse() throws IOException {
    var credentials = new MountedCredentials(folder);
    mount("one", "alice", "first", null);
    assertThat(credentials.resolveCredentials())
        .returns("alice", c -> c.accessKeyId())
        .returns("first", c -> c.secretAccessKey());

    mount("two", "alice", "second", "token");

    assertThat(credentials.resolveCredentials())
        .isInstanceOfSatisfying(
            AwsSessionCredentials.class, c -> assertThat(c.sessionToken()).isEqualTo("token"))
        .returns("second", c -> c.secretAccessKey());
  }

  @Test
  void plainFilesDoAsWell() throws IOException {
    Files.writeString(folder.resolve("AWS_ACCESS_KEY_ID"), "bob\n");
    Files.writeString(folder.resolve("AWS_SECRET_ACCESS_KEY"), "key\n");
    assertThat(new MountedCredentials(folder).resolveCredentials())
        .returns("bob", c -> c.accessKeyId())
        .returns("key", c -> c.secretAccessKey());
  }

  @Test
  void aFolderWithoutThemIsNamed() {
    assertThatThrownBy(() -> new MountedCredentials(folder).resolveCredentials())
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("there are no credentials in " + folder);
  }

  /** As the kubelet does: another folder, then the link is moved, then the files are links. */
  private void mount(String version, String accessKey, String secretKey, String token)
      throws IOException {
    Path files = Files.createDirectory(folder.resolve(".." + version));
    Files.writeString(files.resolve("AWS_ACCESS_KEY_ID"), accessKey);
    Files.writeString(files.resolve("AWS_SECRET_ACCESS_KEY"), secretKey);
    if (token != null) {
      Files.writeString(files.resolve("AWS_SESSION_TOKEN"), token);
    }
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), files.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
