package org.bytedeco.opencl.presets;

/**
 * Stands where the preset of OpenCL would be: JavaCPP's classes for oneDNN name it in an
 * annotation, and its own jar wants a native library that a machine without a GPU lacks. Nothing
 * calls it.
 */
public final class OpenCL {
  private OpenCL() {}
}
