"""What the benchmarks share: runs of FusionLab and of peers as processes of their own."""
import csv
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PROGRAM = ["dotnet", "bin/Debug/net10.0/FusionLab.Cli.dll"]


def run(command, environment):
    """Runs a command; returns its standard output, its peak memory in MB, and its seconds on the clock."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return output, usage.ru_maxrss / 1024, time.perf_counter() - start


def fusionlab(arguments, environment):
    """Runs FusionLab; returns the seconds of each epoch (training and evaluation), peak memory, and seconds on the clock."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        _, memory, wall = run(PROGRAM + arguments + ["--out", out, "--quiet"], environment)
        with open(os.path.join(out, "timing.csv")) as file:
            rows = [row for row in csv.DictReader(file) if row["epoch"] != "0"]
    return [float(row["train_s"]) + float(row["evaluate_s"]) for row in rows], memory, wall


def environment(data=None, waiting=None):
    """The environment of a run: where the data are, and how OpenMP's idle threads wait."""
    result = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    if data:
        result["FUSIONLAB_DATA"] = os.path.abspath(data)
    if waiting:
        result["OMP_WAIT_POLICY"] = waiting
    return result
