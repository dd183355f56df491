package dev.byol.operator.model;

import dev.byol.operator.template.TemplateRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the workers of an experiment need around them, seen to before each attempt. */
public final class Surroundings {
  private Surroundings() {}

  /** Everything, in an order in which it can be created. */
  public static List<HasMetadata> of(AttemptPlan plan, Optional<Isolation> isolation) {
    List<HasMetadata> objects = new ArrayList<>();
    if (plan.world() > 1) {
      objects.add(service(plan.owner()));
    }
    objects.addAll(account(plan));
    isolation.ifPresent(it -> objects.add(it.policy(plan.owner(), plan.filled().spec())));
    Gangs.podGroup(plan).ifPresent(objects::add);
    return objects;
  }

  /**
   * The same in groups that do not depend on one another; each of a group needs those before it.
   */
  public static List<List<HasMetadata>> groups(AttemptPlan plan, Optional<Isolation> isolation) {
    List<HasMetadata> rights = new ArrayList<>();
    List<List<HasMetadata>> groups = new ArrayList<>(List.of(rights));
    for (HasMetadata object : of(plan, isolation)) {
      // A binding to a Role that is not there is refused.
      if (object instanceof Role || object instanceof RoleBinding) {
        rights.add(object);
      } else {
        groups.add(List.of(object));
      }
    }
    return groups;
  }

  /**
   * Gives each worker a name in DNS, from before it is ready: workers meet while they start. A
   * worker alone meets nobody, and a Service costs the cluster five requests more.
   */
  static Service service(Owner owner) {
    return new ServiceBuilder()
        .withMetadata(owner.metadata(Names.service(owner), Names.labels(owner)))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(pods(owner))
        .addNewPort()
        .withName(TemplateRules.PORT)
        .withPort(Names.RENDEZVOUS_PORT)
        .withTargetPort(new IntOrString(Names.RENDEZVOUS_PORT))
        .endPort()
        .endSpec()
        .build();
  }

  /** The right on the Lease goes to the account that the workers run as, ours or the user's own. */
  private static List<HasMetadata> account(AttemptPlan plan) {
    Owner owner = plan.owner();
    String name = Names.shared(owner);
    String users = plan.filled().spec().workers().serviceAccount();
    List<HasMetadata> objects = new ArrayList<>();
    if (users == null) {
      objects.add(
          new ServiceAccountBuilder()
              .withMetadata(owner.metadata(name, Names.labels(owner)))
              .withAutomountServiceAccountToken(false)
              .build());
    }
    objects.add(
        new RoleBuilder()
            .withMetadata(owner.metadata(name, Names.labels(owner)))
            .withRules(
                new PolicyRuleBuilder()
                    .withApiGroups("coordination.k8s.io")
                    .withResources("leases")
                    .withResourceNames(Names.shared(owner))
                    .withVerbs("get", "patch")
                    .build())
            .build());
    objects.add(
        new RoleBindingBuilder()
            .withMetadata(owner.metadata(name, Names.labels(owner)))
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
            .withSubjects(
                new SubjectBuilder()
                    .withKind("ServiceAccount")
                    .withNamespace(owner.namespace())
                    .withName(users == null ? name : users)
                    .build())
            .build());
    return objects;
  }

  /** Not by the experiment's name: another one of that name may have been deleted just now. */
  private static Map<String, String> pods(Owner owner) {
    return Map.of(Names.UID, owner.uid());
  }
}
