"""The peer of the linear laboratory: one linear network at a time in plain PyTorch, full batch on all samples, as the
authors' code trains it. Measures single steps; run.py multiplies them by the steps of a whole figure.

    python3 benchmarks/linear_peer.py [--figure 3c] [--steps 40] [--threads 2]

Prints one JSON line a kind of network: {"figure", "fusionDepth", "secondsPerStep" (of the fastest step), "median"}.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn


class Linear(nn.Module):
    """Depth L, fusion at layer Lf, one branch a modality, no biases, no activations."""

    def __init__(self, sizes, depth, fusion_depth, width, deviation):
        super().__init__()
        layer = lambda inputs, outputs: nn.Linear(inputs, outputs, bias=False)
        self.branches = nn.ModuleList(
            nn.Sequential(*[layer(size if l == 0 else width, width) for l in range(fusion_depth - 1)]) for size in sizes)
        fused = sum(sizes) if fusion_depth == 1 else width * len(sizes)
        shared = depth - fusion_depth
        self.fusion = layer(fused, width if shared else 1)
        self.trunk = nn.Sequential(*[layer(width, width if l < shared - 1 else 1) for l in range(shared)])
        for parameter in self.parameters():
            nn.init.normal_(parameter, 0, deviation)

    def forward(self, inputs):
        return self.trunk(self.fusion(torch.cat([branch(x) for branch, x in zip(self.branches, inputs)], 1)))


def step_times(sizes, depth, fusion_depth, deviation, steps, samples=8192, width=100):
    """Seconds of every single step, after a few that warm up."""
    torch.manual_seed(1)
    inputs = [torch.randn(samples, size) for size in sizes]
    target = sum(x.sum(1, keepdim=True) for x in inputs)
    net = Linear(sizes, depth, fusion_depth, width, deviation)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
    times = []
    for _ in range(steps + 3):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = 0.5 * ((net(inputs) - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        times.append(time.perf_counter() - start)
    return times[3:]


# (figure, sizes of the modalities, depth, fusion depth)
KINDS = [("3c", [1, 1], 2, 2), *[("6", [1, 1], 4, lf) for lf in (1, 2, 3, 4)], ("rand", [10, 10], 2, 2)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=40, help="steps measured of every kind of network")
    parser.add_argument("--figure", help="only the kinds of network of this figure")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for figure, sizes, depth, fusion_depth in [kind for kind in KINDS if options.figure in (None, kind[0])]:
        times = step_times(sizes, depth, fusion_depth, 1e-3, options.steps)
        print(json.dumps({"figure": figure, "fusionDepth": fusion_depth, "secondsPerStep": min(times),
                          "median": statistics.median(times)}), flush=True)


if __name__ == "__main__":
    main()
