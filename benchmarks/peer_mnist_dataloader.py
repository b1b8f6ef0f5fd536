"""The other peer: noisy MNIST as a user would write it first, with a Dataset, per-sample transforms and a DataLoader.

torchvision is not packaged everywhere, so its chain for MNIST (PIL image, ToTensor, Normalize) is written out here step by
step. Threads and OpenMP are left as they are, and each unimodal accuracy is one pass over the test loader.

    python3 benchmarks/peer_mnist_dataloader.py --data DIR [--fusion-depth 5] [--epochs 1]
"""
import argparse
import os
import time

import numpy
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

from peer_mnist_resident import Fusion, read_idx


def to_tensor(image):
    """torchvision's ToTensor for a grey PIL image: [1, 28, 28] in 0..1."""
    pixels = torch.from_numpy(numpy.array(image, numpy.uint8, copy=True))
    return pixels.view(image.size[1], image.size[0], 1).permute(2, 0, 1).contiguous().float().div(255)


def normalize(x):
    """torchvision's Normalize((0.1307,), (0.3081,))."""
    mean, deviation = torch.as_tensor([0.1307]), torch.as_tensor([0.3081])
    return x.clone().sub_(mean.view(-1, 1, 1)).div_(deviation.view(-1, 1, 1))


class NoisyPairs(Dataset):
    """Each access converts, normalizes and corrupts one image pair."""

    def __init__(self, folder, part, clean):
        self.images = read_idx(f"{folder}/{part}-images-idx3-ubyte")
        self.labels = read_idx(f"{folder}/{part}-labels-idx1-ubyte").long()
        self.clean = clean

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        x = normalize(to_tensor(Image.fromarray(self.images[i].numpy(), mode="L"))).flatten()
        a, b = x, x
        if not self.clean:
            draw = torch.rand(1).item()
            if draw < 0.8:
                b = 0.1 * x + 0.15 * torch.randn(784)
            elif draw < 0.96:
                a = 0.1 * x + 0.15 * torch.randn(784)
        return a, b, int(self.labels[i])


def accuracy(net, loader, blank_a=False, blank_b=False):
    """Test accuracy, with a branch fed blanks where asked."""
    hits = 0
    with torch.no_grad():
        for a, b, y in loader:
            a = torch.zeros_like(a) if blank_a else a
            b = torch.zeros_like(b) if blank_b else b
            hits += (net(a, b).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count())  # as PyTorch's own wheels do; Debian's build starts with one
    torch.manual_seed(1)
    train = DataLoader(NoisyPairs(options.data, "train", False), batch_size=1000, shuffle=True, num_workers=1)
    test = DataLoader(NoisyPairs(options.data, "t10k", True), batch_size=1000, num_workers=1)
    net = Fusion(5, options.fusion_depth)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.04)
    for epoch in range(options.epochs):
        start = time.perf_counter()
        for a, b, y in train:
            loss = nn.functional.cross_entropy(net(a, b), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        trained = time.perf_counter()
        scores = [accuracy(net, test), accuracy(net, test, blank_b=True), accuracy(net, test, blank_a=True)]
        print(f"epoch {epoch + 1} train_s {trained - start:.3f} evaluate_s {time.perf_counter() - trained:.3f} "
              f"accuracies {scores}", flush=True)


if __name__ == "__main__":
    main()
