"""The other peer: noisy MNIST as a user would write it first, with a Dataset, per-sample transforms and a DataLoader.

Images go through torchvision's usual chain (PIL image, ToTensor, Normalize), one worker loads them, threads
are left as they are, and each accuracy is one pass over the test loader. Needs torchvision (Debian: python3-torchvision).

    python3 benchmarks/peer_mnist_dataloader.py --data DIR [--fusion-depth 5] [--epochs 1] [--train-samples N] [--test-samples N]
"""
import argparse
import time

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from peer_mnist_resident import Fusion, read_idx


TRANSFORM = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])


class NoisyPairs(Dataset):
    """Each access converts, normalizes and corrupts one image pair."""

    def __init__(self, folder, part, clean, samples):
        self.images = read_idx(f"{folder}/{part}-images-idx3-ubyte")[:samples]
        self.labels = read_idx(f"{folder}/{part}-labels-idx1-ubyte").long()[:samples]
        self.clean = clean

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        x = TRANSFORM(Image.fromarray(self.images[i].numpy(), mode="L")).flatten()
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
    parser.add_argument("--train-samples", type=int, default=60000)
    parser.add_argument("--test-samples", type=int, default=10000)
    options = parser.parse_args()
    torch.manual_seed(1)
    train = DataLoader(NoisyPairs(options.data, "train", False, options.train_samples), batch_size=1000, shuffle=True, num_workers=1)
    test = DataLoader(NoisyPairs(options.data, "t10k", True, options.test_samples), batch_size=1000, num_workers=1)
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
