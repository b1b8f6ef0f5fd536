"""Five replicas trained together beside five single runs of FusionLab, in alternation on one machine.

    python3 benchmarks/replicas.py --data DIR [--network mlp|cnn] [--fusion-depth 5] [--replicas 5] [--epochs 2] [--rounds 3]
                                   [--train-samples N] [--test-samples N]

Single runs are processes of their own, one a seed. Compared are the medians of the epochs (training plus evaluation): that of
the batch over the sum of those of the single runs. Wall-clock times, start-up included, stand beside them. Build FusionLab
first.
"""
import argparse
import statistics

from processes import environment, fusionlab


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--network", choices=["mlp", "cnn"], default="mlp")
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--replicas", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--train-samples", type=int)
    parser.add_argument("--test-samples", type=int)
    options = parser.parse_args()
    arguments = [f"configs/mnist_{options.network}_lf{options.fusion_depth}.json", f"train.epochs={options.epochs}",
                 "train.stopWhen=never"]
    for key, value in (("data.trainSamples", options.train_samples), ("data.testSamples", options.test_samples)):
        arguments += [f"{key}={value}"] if value else []
    variables = environment(options.data)
    ratios = []
    for number in range(options.rounds):
        epochs, memory, wall = fusionlab(arguments + ["--seeds", f"1..{options.replicas}"], variables)
        together = statistics.median(epochs)
        alone, single_memory, single_wall = 0.0, 0.0, 0.0
        for seed in range(1, options.replicas + 1):
            epochs, peak, seconds = fusionlab(arguments + ["--seeds", str(seed)], variables)
            alone += statistics.median(epochs)
            single_memory = max(single_memory, peak)
            single_wall += seconds
        ratios.append(together / alone)
        print(f"round {number + 1}: epoch of {options.replicas} together {together:.2f} s, {options.replicas} single epochs {alone:.2f} s, "
              f"ratio {ratios[-1]:.2f}; whole processes {wall:.1f} s and {single_wall:.1f} s; peak memory {memory:.0f} and "
              f"{single_memory:.0f} MB", flush=True)
    print(f"{options.replicas} together / {options.replicas} single runs: median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
