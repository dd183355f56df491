/**
 * Networks as graphs of layers with explicit forward and backward. {@link
 * dev.byol.trainer.nn.GraphBuilder} describes a network without memory; {@link
 * dev.byol.trainer.nn.BoundNetwork} is one bound to a lane; {@link dev.byol.trainer.nn.LockStep}
 * runs several layer by layer together, so that one message carries the batch statistics of all.
 *
 * <p>Read {@link dev.byol.trainer.nn.ResNet} first. Source: dm-haiku's nets/resnet.py and the
 * reference's utils/networks.py.
 */
package dev.byol.trainer.nn;
