package dev.byol.trainer.engine.onednn.library;

import org.bytedeco.dnnl.global.dnnl;

/** The vector instructions that the library uses here. */
public enum Isa {
  OLDER("no AVX2"),
  AVX2("AVX2"),
  AVX512("AVX-512"),
  AVX512_BF16("AVX-512 with bfloat16");

  private final String title;

  Isa(String title) {
    this.title = title;
  }

  /** As people write it. */
  public String title() {
    return title;
  }

  /** Whether the engine is faster than the portable one with these. */
  public boolean isFastEnough() {
    return this != OLDER;
  }

  /** What the CPU has, as far as the environment variable ONEDNN_MAX_CPU_ISA allows it. */
  public static Isa ofThisCpu() {
    int effective = dnnl.dnnl_get_effective_cpu_isa();
    if (has(effective, dnnl.dnnl_cpu_isa_avx512_core_bf16)) {
      return AVX512_BF16;
    }
    if (has(effective, dnnl.dnnl_cpu_isa_avx512_core)) {
      return AVX512;
    }
    return has(effective, dnnl.dnnl_cpu_isa_avx2) ? AVX2 : OLDER;
  }

  /** The library's numbers are sets of bits, each set holding those of the older instructions. */
  private static boolean has(int effective, int wanted) {
    return (effective & wanted) == wanted;
  }
}
