"""The peer FusionLab is measured against: noisy MNIST in plain PyTorch with resident data.

All images stay in one tensor; a batch is gathered and corrupted with a handful of tensor operations. This is what a
careful PyTorch user writes. Prints one line an epoch: train and evaluation seconds, loss, accuracies.

    OMP_WAIT_POLICY=passive python3 benchmarks/peer_mnist_resident.py --data DIR [--network mlp|cnn] [--fusion-depth 5]
                                                    [--epochs 2] [--train-samples N] [--test-samples N] [--slice N] [--double]
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


class FusionCnn(nn.Module):
    """Five 3x3 convolutions of 32 channels, fused by channel at convolution L_f, max-pooling, one fully connected layer."""

    def __init__(self, fusion_depth, channels=32):
        super().__init__()

        def convolutions(inputs, count):
            return [m for i in range(count) for m in (nn.Conv2d(inputs if i == 0 else channels, channels, 3), nn.ReLU(inplace=True))]

        self.a = nn.Sequential(*convolutions(1, fusion_depth - 1))
        self.b = nn.Sequential(*convolutions(1, fusion_depth - 1))
        fused = 2 if fusion_depth == 1 else 2 * channels
        self.trunk = nn.Sequential(*convolutions(fused, 6 - fusion_depth), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2592, 10))

    def forward(self, a, b):
        return self.trunk(torch.cat([self.a(a.view(-1, 1, 28, 28)), self.b(b.view(-1, 1, 28, 28))], 1))


def hits(net, a, b, y, size=1000):
    """Correct answers, some samples at a time, so that a CNN's maps fit."""
    return sum((net(*pair).argmax(1) == classes).sum().item() for *pair, classes in zip(a.split(size), b.split(size), y.split(size)))


def corrupt(x, rows):
    """0.1 x + N(0, 0.15^2) for the rows that are corrupted."""
    x[rows] = 0.1 * x[rows] + 0.15 * torch.randn(len(rows), x.shape[1], device=x.device).to(x.dtype)
    return x


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--network", choices=["mlp", "cnn"], default="mlp")
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--train-samples", type=int, default=60000)
    parser.add_argument("--test-samples", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--slice", type=int, default=1000, help="samples of a batch that go through the network together")
    parser.add_argument("--double", action="store_true", help="the same draws in 64 bits, to check the losses of 32")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    x, y = load(options.data, "train")
    test_x, test_y = load(options.data, "t10k")
    x, y = x[:options.train_samples], y[:options.train_samples]
    test_x, test_y = test_x[:options.test_samples], test_y[:options.test_samples]
    cnn = options.network == "cnn"
    net = FusionCnn(options.fusion_depth) if cnn else Fusion(5, options.fusion_depth)
    if options.double:
        x, test_x, net = x.double(), test_x.double(), net.double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.002 if cnn else 0.04)
    for epoch in range(options.epochs):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        total = 0.0
        for batch in order.split(1000):
            draw = torch.rand(len(batch))
            a = corrupt(x[batch], ((draw >= 0.8) & (draw < 0.96)).nonzero()[:, 0])
            b = corrupt(x[batch], (draw < 0.8).nonzero()[:, 0])
            optimizer.zero_grad()
            for *pair, classes in zip(a.split(options.slice), b.split(options.slice), y[batch].split(options.slice)):
                loss = nn.functional.cross_entropy(net(*pair), classes) * (len(classes) / len(batch))
                loss.backward()
                total += loss.item() * len(batch)
            optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= 0.996
        trained = time.perf_counter()
        with torch.no_grad():
            blank = torch.zeros_like(test_x)
            accuracy = [hits(net, *pair, test_y, options.slice) / len(test_y) for pair in ((test_x, test_x), (test_x, blank), (blank, test_x))]
        print(f"epoch {epoch + 1} train_s {trained - start:.3f} evaluate_s {time.perf_counter() - trained:.3f} "
              f"loss {total / len(x):.7f} accuracy {accuracy[0]:.4f} a {accuracy[1]:.4f} b {accuracy[2]:.4f}", flush=True)


if __name__ == "__main__":
    main()
