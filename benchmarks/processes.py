"""Runs of FusionLab and of its peers as processes of their own, and the peers' settings."""
import csv
import glob
import itertools
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PROGRAM = ["dotnet", os.path.join(ROOT, "bin/Release/net10.0/FusionLab.Cli.dll")]
TOOLS = ["dotnet", os.path.join(HERE, "FusionLab.Benchmarks/bin/Release/net10.0/FusionLab.Benchmarks.dll")]
KERNELS = ["", "Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids"]


class Failure(Exception):
    """A measurement that cannot be made here; the message says why."""


class Measured(NamedTuple):
    seconds: float
    memory: float = 0  # MB, the peak of the process
    evaluation: float = 0  # its share of the seconds


def build():
    for project in (os.path.join(ROOT, "FusionLab.csproj"), os.path.join(HERE, "FusionLab.Benchmarks")):
        run(["dotnet", "build", project, "-c", "Release", "-v", "q", "--nologo"], dict(os.environ))


def environment(data=None, **changes):
    """The environment of a run: the user's, without what decides how a BLAS or OpenMP works, and with changes."""
    result = {name: value for name, value in os.environ.items() if name not in ("OMP_WAIT_POLICY", "OPENBLAS_CORETYPE", "FUSIONLAB_DATA")}
    return {**result, **({"FUSIONLAB_DATA": data, "FUSIONLAB__DATA__SOURCE": "mnist"} if data else {}), **changes}


def run(command, variables, timeout=None):
    """Runs a command; returns its standard output, its peak memory in MB, and its seconds on the clock."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        limited = ["timeout", str(timeout), *command] if timeout else command
        process = subprocess.Popen(limited, env=variables, cwd=ROOT, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0), errors.seek(0)
        text, complaint = output.read(), errors.read().strip() or "no message"
    if timeout and process.returncode == 124:
        raise Failure(f"more than {timeout} s")
    if process.returncode:
        raise Failure(f"{os.path.basename(command[1])} ended with {process.returncode}: {complaint.splitlines()[-1]}")
    return text, usage.ru_maxrss / 1024, seconds


def median_epoch(epochs, memory):
    """What epochs of (training, evaluation) seconds come to; the first, which warms up, does not count if there are more."""
    epochs = epochs[1:] or epochs
    seconds = statistics.median(train + evaluate for train, evaluate in epochs)
    return Measured(seconds, memory, statistics.median(evaluate for _, evaluate in epochs) / seconds)


def fusionlab(arguments, variables):
    """Runs FusionLab; returns the epochs as (training, evaluation) seconds, peak memory, and seconds on the clock."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        _, memory, wall = run(PROGRAM + arguments + ["--device", "cpu", "--out", out, "--quiet"], variables)
        with open(os.path.join(out, "timing.csv")) as file:
            rows = [(float(row["train_s"]), float(row["evaluate_s"])) for row in csv.DictReader(file) if row["epoch"] != "0"]
    return rows, memory, wall


def until_first_epoch(config, arguments, variables, out):
    """Seconds from the start of the program to the line of its first epoch; then it is interrupted, and leaves a checkpoint in out."""
    start = time.perf_counter()
    process = subprocess.Popen(PROGRAM + [config, *arguments, "--device", "cpu", "--out", out], env=variables, cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = next((time.perf_counter() - start for line in process.stderr if line.startswith("epoch 1/")), None)
    process.terminate()
    process.communicate()
    if seconds is None:
        raise Failure(f"{config} ended with {process.returncode} before its first epoch")
    return seconds


def python_peer(options, script, arguments, variables, timeout=None):
    """Runs a PyTorch peer; returns its epochs, the loss of the last one, and peak memory."""
    output, memory, _ = run([options.python, os.path.join(HERE, script), *map(str, arguments)], variables, timeout)
    rows = re.findall(r"train_s ([\d.]+) evaluate_s ([\d.]+)(?: loss (\S+))?", output)
    return [(float(train), float(evaluate)) for train, evaluate, _ in rows], float(rows[-1][2] or "nan"), memory


def tune_products(options, samples, epochs):
    """The BLAS, kernel and wait policy that make the resident peer's MLP fastest, of those that give the losses of 64 bits."""
    folders = options.blas or sorted(glob.glob("/usr/lib/*/openblas-*")) or [""]
    kernels = KERNELS[:2 if options.quick else None] if folders != [""] else [""]
    arguments = ["--data", options.data, "--epochs", epochs, "--train-samples", samples, "--test-samples", 100]
    folders = [":".join(filter(None, [folder, os.environ.get("LD_LIBRARY_PATH")])) for folder in folders]
    settings = [{"LD_LIBRARY_PATH": folder, "OPENBLAS_CORETYPE": kernel, "OMP_WAIT_POLICY": waiting}
                for folder, kernel, waiting in itertools.product(folders, kernels, ["passive", ""])]
    settings = [{name: value for name, value in setting.items() if value} for setting in settings]
    _, exact, _ = python_peer(options, "peer_mnist_resident.py", arguments + ["--double"], environment(**settings[0]), 300)
    times = {}
    for setting in settings:
        text = describe(setting)
        try:
            rows, loss, _ = python_peer(options, "peer_mnist_resident.py", arguments, environment(**setting), 60)
            seconds = min(train for train, _ in rows)
            wrong = not abs(loss - exact) < 2e-5
        except Failure as failure:
            print(f"  {text}: {failure}", flush=True)
            continue
        verdict = f", where 64 bits give {exact:.7f}: WRONG, left out" if wrong else ""
        print(f"  {text}: {seconds:.2f} s, loss {loss:.7f}{verdict}", flush=True)
        if not wrong:
            times[text] = seconds, setting
    if not times:
        raise Failure("no setting of the resident peer runs and gives the right losses; install an OpenBLAS (Debian: libopenblas0-openmp)")
    best, worst = min(times, key=lambda text: times[text][0]), max(times, key=lambda text: times[text][0])
    return times[best][1], (f"{best}, {times[best][0]:.2f} s where {len(settings)} settings were tried, of which {len(times)} run and give the "
                            f"losses of 64 bits (slowest: {worst}, {times[worst][0]:.2f} s)")


def describe(setting):
    library = os.path.basename(setting.get("LD_LIBRARY_PATH", "").split(":")[0]) or "its own BLAS"
    return f"{library}, kernel {setting.get('OPENBLAS_CORETYPE', 'unset')}, OMP_WAIT_POLICY {setting.get('OMP_WAIT_POLICY', 'unset')}"


def fastest(choices, measure):
    """The choice with the fewest seconds."""
    seconds = {choice: measure(choice) for choice in choices}
    print("  " + ", ".join(f"{choice or 'unset'}: {value:.2f} s" for choice, value in seconds.items()), flush=True)
    return min(seconds, key=seconds.get)


def tool(*arguments, **changes):
    """What FusionLab.Benchmarks prints, and its peak memory."""
    output, memory, _ = run(TOOLS + [str(argument) for argument in arguments], environment(**changes))
    return json.loads(output), memory
