"""The peer of the linear laboratory: one linear network at a time in plain PyTorch, full batch on all samples, as the
authors' code trains it. Measures the time per step and extrapolates to a whole figure; the extrapolation is printed.

    python3 benchmarks/linear_peer.py [--steps 200] [--json FILE]
"""
import argparse
import json
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


def seconds_per_step(sizes, depth, fusion_depth, deviation, steps, samples=8192, width=100):
    """The fastest of three measurements, after a warm-up."""
    torch.manual_seed(1)
    inputs = [torch.randn(samples, size) for size in sizes]
    target = sum(x.sum(1, keepdim=True) for x in inputs)
    net = Linear(sizes, depth, fusion_depth, width, deviation)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
    best = float("inf")
    for measurement in range(4):
        count = max(3, steps // 10) if measurement == 0 else steps
        start = time.perf_counter()
        for _ in range(count):
            optimizer.zero_grad()
            loss = 0.5 * ((net(inputs) - target) ** 2).mean()
            loss.backward()
            optimizer.step()
        if measurement > 0:
            best = min(best, (time.perf_counter() - start) / count)
    return best


# (name, [(sizes, depth, fusion depth, networks, the authors' steps a network)])
FIGURES = [
    ("figure 3c", [([1, 1], 2, 2, 180, 40_000)]),
    ("figure 6", [([1, 1], 4, lf, 95, 100_000) for lf in (1, 2, 3, 4)]),
    ("rand", [([10, 10], 2, 2, 50, 20_000)]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100, help="steps in each of three measurements")
    parser.add_argument("--json", help="write the result here too")
    options = parser.parse_args()
    torch.set_num_threads(2)
    result = {"torch": torch.__version__, "threads": torch.get_num_threads(), "figures": []}
    for name, groups in FIGURES:
        total, measured = 0.0, []
        for sizes, depth, fusion_depth, networks, steps in groups:
            step = seconds_per_step(sizes, depth, fusion_depth, 1e-3, options.steps)
            total += step * networks * steps
            measured.append({"fusionDepth": fusion_depth, "networks": networks, "steps": steps, "secondsPerStep": step})
            print(f"{name}, fusion at {fusion_depth}: {1e3 * step:.2f} ms a step x {networks} networks x {steps} steps", flush=True)
        print(f"{name}: {total / 3600:.2f} hours, extrapolated from {options.steps} steps of one network each\n", flush=True)
        result["figures"].append({"name": name, "seconds": total, "measured": measured})
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file, indent=2)


if __name__ == "__main__":
    main()
