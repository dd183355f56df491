/**
 * A name that JavaCPP's classes for oneDNN look up; see
 * docs/decisions/0001-onednn-in-one-jvm-with-nd4j.md.
 */
package org.bytedeco.opencl.presets;
