/**
 * The engine on ND4J arrays: the portable definition that faster engines are tested against. All
 * tensors are dense NHWC, weights HWIO, as in the reference. Only this package touches ND4J.
 *
 * <p>Read {@link dev.byol.trainer.engine.nd4j.Nd4jEngine} first.
 */
package dev.byol.trainer.engine.nd4j;
