package dev.byol.operator.act;

import dev.byol.operator.model.Names;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** How the operator writes what may be there already. */
final class ServerSideApply {
  /** As the operator, over whoever wrote the same fields before. */
  static final PatchContext CONTEXT =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.OPERATOR)
          .withForce(true)
          .build();

  private ServerSideApply() {}
}
