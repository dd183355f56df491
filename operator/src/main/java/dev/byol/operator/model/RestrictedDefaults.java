package dev.byol.operator.model;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.OptionalLong;

/** Fills what a user left unset with what the restricted Pod Security standard wants. */
final class RestrictedDefaults {
  private RestrictedDefaults() {}

  /** Of a pod, which runs as {@code user} unless it says otherwise. */
  static PodSecurityContext pod(PodSecurityContext users, OptionalLong user) {
    var given = users == null ? new PodSecurityContext() : users;
    Long id = user.isPresent() ? (Long) user.getAsLong() : null;
    var filled =
        new PodSecurityContextBuilder(given)
            .withRunAsNonRoot(Overlay.under(given.getRunAsNonRoot(), true))
            .withRunAsUser(Overlay.under(given.getRunAsUser(), id))
            .withRunAsGroup(Overlay.under(given.getRunAsGroup(), id))
            .withFsGroup(Overlay.under(given.getFsGroup(), id));
    if (filled.getFsGroup() != null) {
      filled.withFsGroupChangePolicy(
          Overlay.under(given.getFsGroupChangePolicy(), "OnRootMismatch"));
    }
    if (given.getSeccompProfile() == null) {
      filled.withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile();
    }
    return filled.build();
  }

  /** Of a container; one that is privileged cannot be kept from rising. */
  static SecurityContext container(SecurityContext users) {
    var given = users == null ? new SecurityContext() : users;
    var filled = new SecurityContextBuilder(given);
    if (!Boolean.TRUE.equals(given.getPrivileged())) {
      filled.withAllowPrivilegeEscalation(
          Overlay.under(given.getAllowPrivilegeEscalation(), false));
    }
    boolean drops = given.getCapabilities() != null && !given.getCapabilities().getDrop().isEmpty();
    if (!drops) {
      filled.editOrNewCapabilities().withDrop("ALL").endCapabilities();
    }
    return filled.build();
  }

  /** A user's own container with its security context filled. */
  static Container of(Container users) {
    return new ContainerBuilder(users)
        .withSecurityContext(container(users.getSecurityContext()))
        .build();
  }
}
