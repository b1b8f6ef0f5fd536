"""The batch engine's own time a run: what a batch takes beyond the seconds that its runs report, with one worker.

    dotnet build && python3 benchmarks/batch.py [--runs 200]
"""
import argparse
import json
import os
import tempfile
import time

import processes

TRAINED = {"data": {"source": "synthetic", "trainSamples": 200, "testSamples": 100},
           "network": {"depth": 3, "fusionDepth": 2, "width": 16},
           "train": {"batchSize": 100, "epochs": 2}}
SIMULATED = {"data": {"kind": "gaussian", "samples": "population"},
             "network": {"kind": "linear", "depth": 2, "fusionDepth": 2, "width": 10, "init": {"kind": "deep", "scale": 0.1}},
             "train": {"loss": "mse", "epochs": 2000, "batchSize": 0}}


def measure(name, config, runs):
    """Runs a batch of configs that differ in their learning rates; prints the seconds a run beyond those of the runs."""
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, f"run{i:03d}.json") for i in range(runs)]
        for i, file in enumerate(files):
            train = {**config["train"], "learningRate": 0.01 + 0.0001 * i}
            with open(file, "w") as output:
                json.dump({**config, "name": f"run{i:03d}", "train": train}, output)
        out = os.path.join(folder, "out")
        start = time.perf_counter()
        processes.run(processes.PROGRAM + ["batch", *files, "--devices", "cpu", "--out", out, "--quiet"], processes.environment())
        wall = time.perf_counter() - start
        inside = 0
        for i in range(runs):
            with open(os.path.join(out, f"run{i:03d}", "summary.json")) as summary:
                inside += json.load(summary)["seconds"]
    print(f"{runs} {name} runs: {wall:.1f} s, of which {inside:.1f} s in the runs; own time {(wall - inside) / runs:.3f} s a run "
          f"(load {os.getloadavg()[0]:.0f})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    arguments = parser.parse_args()
    measure("simulated", SIMULATED, arguments.runs)
    measure("trained", TRAINED, arguments.runs)
