package dev.byol.operator.it;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the writes of a client and, from the n-th on, lets nothing through any more. */
final class Guillotine implements Interceptor {
  private final int fatalWrite;
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean fallen;

  /** Falls at the write with this number, counted from 1; 0: never. */
  Guillotine(int fatalWrite) {
    this.fatalWrite = fatalWrite;
  }

  int writes() {
    return writes.get();
  }

  /** Requests of all kinds. */
  int requests() {
    return requests.get();
  }

  boolean hasFallen() {
    return fallen;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    requests.incrementAndGet();
    boolean isWrite = !"GET".equals(request.method());
    if (isWrite && writes.incrementAndGet() == fatalWrite) {
      fallen = true;
    }
    if (fallen) {
      throw new IllegalStateException("the operator is dead");
    }
  }
}
