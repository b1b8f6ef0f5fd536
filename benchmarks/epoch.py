"""Epochs of noisy MNIST, FusionLab beside PyTorch, in alternation on one machine.

    python3 benchmarks/epoch.py --data DIR [--fusion-depth 5] [--epochs 3] [--rounds 3] [--dataloader]

Each round trains one replica with FusionLab and with the resident-data peer (and, with --dataloader, one epoch with the
DataLoader peer). An epoch is training plus evaluation. Prints the median epoch of each, the ratios round by round, and the
peak memory of each process. Build FusionLab first; the peers need a python3 with torch (Debian: /usr/bin/python3).
"""
import argparse
import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def run(command, environment):
    """Runs a command; returns its standard output and its peak memory in MB."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return output, usage.ru_maxrss / 1024


def fusionlab(options, environment):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        _, memory = run(["dotnet", "bin/Debug/net10.0/FusionLab.Cli.dll", f"configs/mnist_mlp_lf{options.fusion_depth}.json",
                         f"train.epochs={options.epochs}", "train.stopWhen=never", "--seeds", "1", "--out", out, "--quiet"],
                        environment)
        with open(os.path.join(out, "timing.csv")) as file:
            rows = [row for row in csv.DictReader(file) if row["epoch"] != "0"]
    return [float(row["train_s"]) + float(row["evaluate_s"]) for row in rows], memory


def peer(script, options, epochs, environment):
    output, memory = run([options.python, os.path.join(HERE, script), "--data", options.data,
                          "--fusion-depth", str(options.fusion_depth), "--epochs", str(epochs)], environment)
    return [float(t) + float(e) for t, e in re.findall(r"train_s ([\d.]+) evaluate_s ([\d.]+)", output)], memory


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--fusion-depth", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", default="/usr/bin/python3")
    parser.add_argument("--dataloader", action="store_true")
    options = parser.parse_args()
    options.data = os.path.abspath(options.data)
    plain = dict(os.environ, FUSIONLAB_DATA=options.data)
    plain.pop("OMP_WAIT_POLICY", None)
    passive = dict(plain, OMP_WAIT_POLICY="passive")
    contestants = {
        "FusionLab": lambda: fusionlab(options, plain),
        "PyTorch, resident data": lambda: peer("peer_mnist_resident.py", options, options.epochs, passive),
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
        ours = medians["FusionLab"][-1]
        print(f"round {number + 1}: " + "; ".join(
            f"{name} {times[-1]:.2f} s" + ("" if name == "FusionLab" else f" (FusionLab / this = {ours / times[-1]:.2f})")
            for name, times in medians.items()), flush=True)
    for name, times in medians.items():
        ratios = [a / b for a, b in zip(medians["FusionLab"], times)]
        print(f"{name}: median epoch {statistics.median(times):.2f} s, FusionLab / this = {statistics.median(ratios):.2f}, "
              f"peak memory {memory[name]:.0f} MB")


if __name__ == "__main__":
    main()
