"""The BYOL step of `byol bench step` in PyTorch, on the CPU: the same networks, heads, loss, LARS and moving average.

    python step.py --network ResNet18 --size 128 --batch 32 --layout channels_last --steps 4

Prints the median seconds of a step. Batch norm is not synchronised: PyTorch's SyncBatchNorm refuses the CPU, and one process with
all threads does not need it.
"""

import argparse
import statistics
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(inputs, outputs, kernel, stride):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Block(nn.Module):
    """Basic or bottleneck block, version 1; the first of a group projects its shortcut, as in Haiku."""

    def __init__(self, inputs, outputs, stride, bottleneck, project):
        super().__init__()
        inner = outputs // 4 if bottleneck else outputs
        shapes = [(inputs, inner, 1, 1), (inner, inner, 3, stride), (inner, outputs, 1, 1)]
        if not bottleneck:
            shapes = [(inputs, outputs, 3, stride), (outputs, outputs, 3, 1)]
        layers = []
        for i, shape in enumerate(shapes):
            layers += [conv(*shape), nn.BatchNorm2d(shape[1])]
            if i < len(shapes) - 1:
                layers.append(nn.ReLU(inplace=True))
        self.body = nn.Sequential(*layers)
        self.shortcut = nn.Identity()
        if project:
            self.shortcut = nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x), inplace=True)


NETWORKS = {
    "TinyResNet": ([1, 1, 1, 1], [8, 8, 8, 8], False, (32, 16)),
    "ResNet18": ([2, 2, 2, 2], [64, 128, 256, 512], False, (4096, 256)),
    "ResNet50": ([3, 4, 6, 3], [256, 512, 1024, 2048], True, (4096, 256)),
}


class Encoder(nn.Module):
    def __init__(self, name):
        super().__init__()
        blocks, channels, bottleneck, self.heads = NETWORKS[name]
        layers = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
        inputs = 64
        for group in range(4):
            for block in range(blocks[group]):
                stride = 2 if group > 0 and block == 0 else 1
                layers.append(Block(inputs, channels[group], stride, bottleneck, block == 0))
                inputs = channels[group]
        self.layers = nn.Sequential(*layers)
        self.features = inputs

    def forward(self, x):
        return self.layers(x).mean((2, 3))


def mlp(inputs, hidden, outputs):
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True), nn.Linear(hidden, outputs, bias=False))


class Lars:
    def __init__(self, parameters, rate=0.2, decay=1e-6, momentum=0.9, eta=1e-3):
        self.adapted = [p for p in parameters if p.ndim > 1]
        self.plain = [p for p in parameters if p.ndim <= 1]
        self.rate, self.decay, self.momentum, self.eta = rate, decay, momentum, eta
        self.adapted_momentum = [torch.zeros_like(p) for p in self.adapted]
        self.plain_momentum = [torch.zeros_like(p) for p in self.plain]

    @torch.no_grad()
    def step(self):
        gradients = [p.grad for p in self.adapted]
        torch._foreach_add_(gradients, self.adapted, alpha=self.decay)
        norms = torch.stack(torch._foreach_norm(self.adapted))
        updates = torch.stack(torch._foreach_norm(gradients))
        ratios = torch.where((norms > 0) & (updates > 0), self.eta * norms / updates, torch.ones_like(norms))
        torch._foreach_mul_(gradients, list(ratios.unbind()))
        self.apply(self.adapted, gradients, self.adapted_momentum)
        self.apply(self.plain, [p.grad for p in self.plain], self.plain_momentum)

    def apply(self, parameters, gradients, momentum):
        torch._foreach_mul_(momentum, self.momentum)
        torch._foreach_add_(momentum, gradients)
        torch._foreach_add_(parameters, momentum, alpha=-self.rate)


def regression(prediction, projection):
    return 2 - 2 * F.cosine_similarity(prediction.float(), projection.float(), dim=-1).mean()


def main(options):
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    layout = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    networks = []
    for _ in range(2):
        encoder = Encoder(options.network)
        hidden, outputs = encoder.heads
        networks.append(nn.Sequential(encoder, mlp(encoder.features, hidden, outputs)).to(memory_format=layout))
    online, target = networks
    target.requires_grad_(False)
    predictor = mlp(outputs, hidden, outputs)
    parameters = list(online.parameters()) + list(predictor.parameters())
    optimizer = Lars(parameters)
    shape = (options.batch, 3, options.size, options.size)
    first, second = (torch.randn(shape).to(memory_format=layout) for _ in range(2))
    run_online, run_target = (torch.compile(online), torch.compile(target)) if options.compile else (online, target)

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bfloat16):
            predictions = [predictor(run_online(view)) for view in (first, second)]
            with torch.no_grad():
                projections = [run_target(view) for view in (first, second)]
            loss = regression(predictions[0], projections[1]) + regression(predictions[1], projections[0])
        for parameter in parameters:
            parameter.grad = None
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(target.parameters()), list(online.parameters()), 0.004)

    for _ in range(options.warmup):
        step()
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    print(f"{statistics.median(seconds):.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, default="ResNet18")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--layout", choices=["channels_last", "contiguous"], default="channels_last")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--bfloat16", action="store_true")
    main(parser.parse_args())
