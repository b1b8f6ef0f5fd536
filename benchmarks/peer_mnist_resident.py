"""The peer FusionLab is measured against: noisy MNIST in plain PyTorch with resident data.

All images stay in one tensor; a batch is gathered and corrupted with a handful of tensor operations. This is what a
careful PyTorch user writes. Prints one line an epoch: train and evaluation seconds, loss, accuracies.

    OMP_WAIT_POLICY=passive python3 benchmarks/peer_mnist_resident.py --data DIR [--fusion-depth 5] [--epochs 2]
"""
import argparse
import gzip
import os
import time

import torch
from torch import nn


def read_idx(path):
    with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
        data = file.read()
    dimensions = data[3]
    shape = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(dimensions)]
    return torch.frombuffer(bytearray(data[4 + 4 * dimensions:]), dtype=torch.uint8).reshape(shape)


def load(folder, part):
    images = read_idx(os.path.join(folder, f"{part}-images-idx3-ubyte")).reshape(-1, 784).float() / 255
    return (images - 0.1307) / 0.3081, read_idx(os.path.join(folder, f"{part}-labels-idx1-ubyte")).long()


class Fusion(nn.Module):
    """L = 5 layers of width 500; branches of L_f - 1 layers, concatenated at layer L_f."""

    def __init__(self, depth, fusion_depth, width=500):
        super().__init__()
        sizes = [784] + [width] * (depth - 1) + [10]
        branch = [m for i in range(fusion_depth - 1) for m in (nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU())]
        self.a = nn.Sequential(*branch)
        self.b = nn.Sequential(*[nn.Linear(m.in_features, m.out_features) if isinstance(m, nn.Linear) else nn.ReLU() for m in branch])
        trunk = []
        for i in range(fusion_depth - 1, depth):
            trunk += [nn.Linear(sizes[i] * (2 if i == fusion_depth - 1 else 1), sizes[i + 1]), nn.ReLU()]
        self.trunk = nn.Sequential(*trunk[:-1])

    def forward(self, a, b):
        return self.trunk(torch.cat([self.a(a), self.b(b)], 1))


def corrupt(x, rows):
    """0.1 x + N(0, 0.15^2) for the rows that are corrupted."""
    x[rows] = 0.1 * x[rows] + 0.15 * torch.randn(len(rows), x.shape[1])
    return x


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    x, y = load(options.data, "train")
    test_x, test_y = load(options.data, "t10k")
    net = Fusion(5, options.fusion_depth)
    rate = 0.04
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    for epoch in range(options.epochs):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        total = 0.0
        for batch in order.split(1000):
            draw = torch.rand(len(batch))
            a = corrupt(x[batch], ((draw >= 0.8) & (draw < 0.96)).nonzero()[:, 0])
            b = corrupt(x[batch], (draw < 0.8).nonzero()[:, 0])
            loss = nn.functional.cross_entropy(net(a, b), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        for group in optimizer.param_groups:
            group["lr"] *= 0.996
        trained = time.perf_counter()
        with torch.no_grad():
            blank = torch.zeros_like(test_x)
            accuracy = [(net(*pair).argmax(1) == test_y).float().mean().item()
                        for pair in ((test_x, test_x), (test_x, blank), (blank, test_x))]
        print(f"epoch {epoch + 1} train_s {trained - start:.3f} evaluate_s {time.perf_counter() - trained:.3f} "
              f"loss {total / len(x):.4f} accuracy {accuracy[0]:.4f} a {accuracy[1]:.4f} b {accuracy[2]:.4f}", flush=True)


if __name__ == "__main__":
    main()
