"""Whole figures of linear networks: FusionLab beside a plain PyTorch script that trains one network at a time on 8192 samples.

    dotnet build && python3 benchmarks/linear.py [--rounds 3] [--steps 40]

FusionLab runs the whole command, from the start of the process to the report. PyTorch takes the same number of steps for every
network; its time is EXTRAPOLATED from single steps measured here. Both sides take their fastest round (of PyTorch: its fastest
single step), in alternation, so that other work on the machine weighs as little as it can; that favours PyTorch.
"""
import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# (figure, configs, changes, the bound in seconds)
FIGURES = [
    ("3c", ["toy_sweep"], [], 60),
    ("6", ["rho_sweep", "ratio_sweep", "init_sweep"], [], 600),
    ("rand", ["rand_sweep"], [], 60),
]


def fusionlab(config, changes):
    """Seconds of the whole command, and the steps that its networks took, by fusion depth."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        start = time.perf_counter()
        done = subprocess.run(["dotnet", "bin/Debug/net10.0/FusionLab.Cli.dll", f"configs/paper/{config}.json", *changes,
                               "--out", out, "--quiet"], cwd=ROOT, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        if done.returncode:
            sys.exit(f"{config} failed")
        steps, networks = collections.Counter(), 0
        with open(os.path.join(out, "replicas.csv")) as file:
            for row in csv.DictReader(file):
                steps[int(row.get("network.fusionDepth", 2))] += int(row["steps"])
                networks += 1
    return seconds, steps, networks


def peer(options):
    """Seconds of the fastest step of every kind of network, on one thread or two."""
    fastest = {}
    for threads in (1, 2):
        output = subprocess.run([options.python, os.path.join(HERE, "linear_peer.py"), "--steps", str(options.steps), "--threads", str(threads)],
                                env=dict(os.environ, OMP_WAIT_POLICY="passive"), stdout=subprocess.PIPE, check=True, text=True).stdout
        for kind in map(json.loads, output.splitlines()):
            key = kind["figure"], kind["fusionDepth"]
            fastest[key] = min(fastest.get(key, float("inf")), kind["secondsPerStep"])
    return fastest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=40, help="PyTorch steps measured of every kind of network in every round")
    parser.add_argument("--python", default="/usr/bin/python3", help="a Python with torch")
    options = parser.parse_args()
    best, steps, networks, step_seconds = {}, {}, {}, {}
    for number in range(options.rounds):
        for figure, configs, changes, _ in FIGURES:
            results = [fusionlab(config, changes) for config in configs]
            best[figure] = min(best.get(figure, float("inf")), sum(seconds for seconds, _, _ in results))
            steps[figure] = sum((taken for _, taken, _ in results), collections.Counter())
            networks[figure] = sum(count for _, _, count in results)
        for kind, seconds in peer(options).items():
            step_seconds[kind] = min(step_seconds.get(kind, float("inf")), seconds)
        print(f"round {number + 1}: " + ", ".join(f"figure {figure} {seconds:.2f} s" for figure, seconds in best.items()), flush=True)

    print("| figure | networks | steps together | FusionLab, whole command | bound | PyTorch, a step | PyTorch, the same steps (extrapolated) | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for figure, _, _, bound in FIGURES:
        seconds = sum(count * step_seconds[figure, depth] for depth, count in steps[figure].items())
        single = ", ".join(f"{1e3 * step_seconds[figure, depth]:.2f}" for depth in sorted(steps[figure]))
        print(f"| {figure} | {networks[figure]} | {sum(steps[figure].values()):,} | {best[figure]:.2f} s | {bound} s | {single} ms | "
              f"{seconds:,.0f} s | {seconds / best[figure]:,.0f} |")


if __name__ == "__main__":
    main()
