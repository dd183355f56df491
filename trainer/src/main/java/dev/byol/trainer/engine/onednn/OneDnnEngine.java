package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.host.HostEngine;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.Isa;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.NativeMemory;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.PackedWeights;
import dev.byol.trainer.engine.onednn.library.WeightCopy;
import dev.byol.trainer.engine.onednn.winograd.WinogradKernels;
import dev.byol.trainer.engine.onednn.winograd.WinogradWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The engine on oneDNN for x86-64 CPUs: in float32 with AVX2 at least, with activations in bfloat16
 * where the CPU multiplies those.
 */
public final class OneDnnEngine extends HostEngine {
  private final Native library;
  private final List<NativeMemory> blocks = new ArrayList<>();
  private final List<WeightCopy> copies = new ArrayList<>();

  private final Element activations;

  private OneDnnEngine(Precision precision, NativeMemory.Backing backing) {
    this.activations = precision == Precision.BFLOAT16 ? Element.BFLOAT16 : Element.FLOAT32;
    this.library = new Native(backing);
  }

  /**
   * Starts the library.
   *
   * @throws IllegalStateException when {@link #obstacle} names one
   */
  public static OneDnnEngine start(Precision precision) {
    obstacle(precision)
        .ifPresent(
            reason -> {
              throw new IllegalStateException("the oneDNN engine cannot run here: " + reason);
            });
    return new OneDnnEngine(precision, NativeMemory.Backing.MEMORY);
  }

  /**
   * An engine that computes nothing and takes no memory to speak of: what is allocated and bound in
   * it is counted ({@link #nativeBytes}), no step can run.
   */
  public static OneDnnEngine planning(Precision precision) {
    return new OneDnnEngine(precision, NativeMemory.Backing.NONE);
  }

  /** Why this engine cannot compute so on this machine, if it cannot. Loads the library. */
  public static Optional<String> obstacle(Precision precision) {
    try {
      Isa isa = Isa.ofThisCpu();
      if (!isa.isFastEnough()) {
        return Optional.of("the CPU has no AVX2 (or ONEDNN_MAX_CPU_ISA hides it)");
      }
      return switch (precision) {
        case FLOAT32 -> Optional.empty();
        case FLOAT64 ->
            Optional.of("it computes in float32 and bfloat16 alone, and precision is float64");
        case BFLOAT16 ->
            isa == Isa.AVX512_BF16
                ? Optional.empty()
                : Optional.of(
                    "the CPU cannot multiply bfloat16 (it has %s), and without that it is slower than float32"
                        .formatted(isa.title()));
      };
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of("its native library cannot be loaded (" + cause + ")");
    }
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
  }

  @Override
  public String description() {
    dnnl_version_t version = dnnl.dnnl_version();
    return "oneDNN %d.%d.%d, %s, %s"
        .formatted(
            version.major(),
            version.minor(),
            version.patch(),
            Isa.ofThisCpu().title(),
            activations == Element.FLOAT32 ? "float32" : "activations in bfloat16");
  }

  @Override
  public long nativeBytes() {
    return library.allocatedBytes();
  }

  @Override
  public FlatBuffer flat(String name, long length) {
    return OneDnnFlatBuffer.of(allocate(name, length));
  }

  /** As {@link #flat}, bare; whoever asks may {@link #release} it before the engine ends. */
  NativeMemory allocate(String name, long length) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "buffer '%s' needs at least 1 value, got %d".formatted(name, length));
    }
    return allocate(length);
  }

  @Override
  public void prepare(int part, int parts) {
    List<WeightCopy> all;
    synchronized (this) {
      all = List.copyOf(copies);
    }
    for (int i = part; i < all.size(); i += parts) {
      all.get(i).refreshIfInUse();
    }
  }

  @Override
  public Lane newLane() {
    return new OneDnnLane(this);
  }

  @Override
  public synchronized void close() {
    copies.forEach(WeightCopy::close);
    copies.clear();
    blocks.forEach(NativeMemory::close);
    blocks.clear();
  }

  /** How activations lie in memory. */
  Element activations() {
    return activations;
  }

  Native library() {
    return library;
  }

  /** Zeros, freed with the engine. */
  synchronized NativeMemory allocate(long length) {
    NativeMemory block = library.allocate(length);
    blocks.add(block);
    return block;
  }

  synchronized void release(NativeMemory block) {
    if (blocks.remove(block)) {
      block.close();
    }
  }

  /** The copy of {@code source} in {@code layout}, one for all who ask. */
  synchronized PackedWeights packed(
      OneDnnFlatBuffer source, memory.desc plain, memory.desc layout) {
    for (WeightCopy copy : copies) {
      if (copy instanceof PackedWeights known && known.is(source, layout)) {
        return known;
      }
    }
    PackedWeights made = new PackedWeights(library, source, plain, layout);
    copies.add(made);
    return made;
  }

  /** The transformed copies of {@code source}, one for all who ask. */
  synchronized WinogradWeights transformed(
      WinogradKernels kernels, OneDnnFlatBuffer source, int in, int out) {
    for (WeightCopy copy : copies) {
      if (copy instanceof WinogradWeights known
          && known.kernels() == kernels
          && known.isOf(source)) {
        return known;
      }
    }
    WinogradWeights made = new WinogradWeights(library, kernels, source, in, out, activations);
    copies.add(made);
    return made;
  }
}
