"""Many small networks trained on samples together, beside as many single runs of FusionLab.

    python3 benchmarks/small_networks.py [--networks 100] [--singles 10] [--samples 8192] [--epochs 200] [--rounds 3]

Two-layer early-fusion ReLU networks of width 100 on two scalar modalities, full batch: too small to fill a machine, and not
to be simulated from correlations. Single runs are processes of their own, one a seed, as one runs seeds otherwise; only
--singles of them are run, and their mean is multiplied by --networks. Two ratios: of whole processes, start-up included, and
of the training alone (timing.csv). Build FusionLab first.
"""
import argparse
import json
import os
import statistics
import tempfile

from processes import environment, fusionlab


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--networks", type=int, default=100)
    parser.add_argument("--singles", type=int, default=10)
    parser.add_argument("--samples", type=int, default=8192)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    config = {
        "name": "small", "device": "cpu",
        "data": {"kind": "gaussian", "samples": str(options.samples), "sigmaA": 2},
        "network": {"kind": "mlp", "depth": 2, "fusionDepth": 1, "width": 100, "bias": False,
                    "init": {"kind": "normal", "scale": 0.001}},
        "train": {"loss": "mse", "batchSize": 0, "learningRate": 0.04, "epochs": options.epochs,
                  "evaluateEveryEpochs": max(1, options.epochs // 10)},
    }
    variables = environment()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "small.json")
        with open(file, "w") as stream:
            json.dump(config, stream)
        ratios, training_ratios = [], []
        for number in range(options.rounds):
            epochs, _, wall = fusionlab([file, "--seeds", f"1..{options.networks}"], variables)
            training = sum(epochs)
            singles = [fusionlab([file, "--seeds", str(seed)], variables) for seed in range(1, options.singles + 1)]
            single_wall = statistics.mean(seconds for _, _, seconds in singles)
            single_training = statistics.mean(sum(times) for times, _, _ in singles)
            ratios.append(options.networks * single_wall / wall)
            training_ratios.append(options.networks * single_training / training)
            print(f"round {number + 1}: {options.networks} together {wall:.2f} s ({training:.2f} s training), one alone {single_wall:.2f} s "
                  f"({single_training:.2f} s training); faster by {ratios[-1]:.1f} (processes), {training_ratios[-1]:.1f} (training)", flush=True)
    print(f"{options.networks} networks together are faster than one after the other by {statistics.median(ratios):.1f} (whole processes), "
          f"{statistics.median(training_ratios):.1f} (training alone)")


if __name__ == "__main__":
    main()
