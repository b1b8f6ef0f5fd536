"""Epochs of noisy MNIST, FusionLab beside PyTorch, in alternation on one machine.

    python3 benchmarks/epoch.py --data DIR [--network mlp|cnn] [--fusion-depth 5] [--epochs 3] [--rounds 3] [--dataloader]
                                [--train-samples N] [--test-samples N]

Each round trains one replica with FusionLab and with the resident-data peer (and, with --dataloader, one epoch of the MLP
with the DataLoader peer). An epoch is training plus evaluation. Prints the median epoch of each, the ratios round by round,
and the peak memory of each process. A CNN's epoch takes minutes on a few cores: give it a part of the samples, such as
--train-samples 6000 --test-samples 1000. Build FusionLab first; the peers need a python3 with torch (Debian: /usr/bin/python3).
"""
import argparse
import os
import re
import statistics

from processes import HERE, environment, fusionlab, run


def ours(options, variables):
    arguments = [f"configs/mnist_{options.network}_lf{options.fusion_depth}.json", f"train.epochs={options.epochs}",
                 "train.stopWhen=never", "--seeds", "1"]
    for key, value in (("data.trainSamples", options.train_samples), ("data.testSamples", options.test_samples)):
        arguments += [f"{key}={value}"] if value else []
    epochs, memory, _ = fusionlab(arguments, variables)
    return epochs, memory


def peer(script, options, epochs, variables, *arguments):
    output, memory, _ = run([options.python, os.path.join(HERE, script), "--data", options.data, "--fusion-depth",
                             str(options.fusion_depth), "--epochs", str(epochs), *arguments], variables)
    return [float(t) + float(e) for t, e in re.findall(r"train_s ([\d.]+) evaluate_s ([\d.]+)", output)], memory


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--network", choices=["mlp", "cnn"], default="mlp")
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--train-samples", type=int)
    parser.add_argument("--test-samples", type=int)
    parser.add_argument("--python", default="/usr/bin/python3")
    parser.add_argument("--dataloader", action="store_true")
    options = parser.parse_args()
    options.data = os.path.abspath(options.data)
    plain, passive = environment(options.data), environment(options.data, "passive")
    resident = ["--network", options.network]
    for name, value in (("--train-samples", options.train_samples), ("--test-samples", options.test_samples)):
        resident += [name, str(value)] if value else []
    contestants = {
        "FusionLab": lambda: ours(options, plain),
        "PyTorch, resident data": lambda: peer("peer_mnist_resident.py", options, options.epochs, passive, *resident),
    }
    if options.dataloader:
        contestants["PyTorch, DataLoader"] = lambda: peer("peer_mnist_dataloader.py", options, 1, plain)

    medians = {name: [] for name in contestants}
    memory = {name: 0.0 for name in contestants}
    for number in range(options.rounds):
        for name, measure in contestants.items():
            epochs, peak = measure()
            medians[name].append(statistics.median(epochs))
            memory[name] = max(memory[name], peak)
        here = medians["FusionLab"][-1]
        print(f"round {number + 1}: " + "; ".join(
            f"{name} {times[-1]:.2f} s" + ("" if name == "FusionLab" else f" (FusionLab / this = {here / times[-1]:.2f})")
            for name, times in medians.items()), flush=True)
    for name, times in medians.items():
        ratios = [a / b for a, b in zip(medians["FusionLab"], times)]
        print(f"{name}: median epoch {statistics.median(times):.2f} s, FusionLab / this = {statistics.median(ratios):.2f}, "
              f"peak memory {memory[name]:.0f} MB")


if __name__ == "__main__":
    main()
