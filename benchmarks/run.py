"""The benchmarks: FusionLab beside its peers, in alternation on one machine, and beside the limits of its processor.

    python3 benchmarks/run.py --data DIR [--only CASE,...] [--rounds 5] [--quick]

Builds Release, measures the processor's limits, finds the settings with which the peers are fastest, measures, prints a table a case, and
writes it to its section of benchmarks/RESULTS.md. --quick tries everything out on little work and writes nothing.
The peers are (a) PyTorch as published, with a DataLoader; (b) PyTorch with resident data; (c) TorchSharp on FusionLab's own libtorch.
They need a Python with torch, an OpenBLAS and torchvision (Debian: python3-torch, libopenblas0-openmp, python3-torchvision).
"""
import argparse
import collections
import csv
import functools
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

from processes import (HERE, PROGRAM, ROOT, Failure, Measured, build, environment, fastest, fusionlab, median_epoch, python_peer, run, tool,
                       tune_products, until_first_epoch)
from tables import alternate, markdown, seconds, slope, table, write_section

RESIDENT, LOADER, PLAIN = "(b) PyTorch, resident data", "(a) PyTorch, DataLoader", "(c) TorchSharp, plain loop"


class Bench:
    """The options, the limits, and the peers at their best, which are looked for when a case first asks."""

    def __init__(self, options):
        self.options, self.quick, self.rounds = options, options.quick, 1 if options.quick else options.rounds
        self.limits, _ = tool("limits", DOTNET_MaxVectorTBitWidth="512")
        self.notes, self.used = {}, ()  # what was found of the peers' settings, and which of them a case uses

    def prepare(self, *settings):
        """Looks for settings before anything that needs them is measured."""
        self.used = settings
        for name in settings:
            try:
                getattr(self, name)
            except Failure as failure:
                print(f"  {failure}", flush=True)

    @functools.cached_property
    def products(self):
        print("settings of (b):", flush=True)
        setting, text = tune_products(self.options, *((2000, 1) if self.quick else (6000, 3)))
        version, _, _ = run([self.options.python, "-c", "import torch; print(torch.__version__)"], environment())
        self.notes["products"] = f"PyTorch {version.strip()}: {text}."
        return setting

    @functools.cached_property
    def slice(self):
        print("samples of a slice of (b)'s convolutions:", flush=True)
        samples = 200 if self.quick else 2000
        best = fastest([50, 200] if self.quick else [50, 70, 90, 125, 250, 1000], lambda size: self.resident(
            "cnn", 5, samples, 100, 1 if self.quick else 2, "--slice", size).seconds)
        self.notes["slice"] = f"(b) takes a batch of images in slices of {best} samples, the fastest size."
        return best

    @functools.cached_property
    def waiting(self):
        print("OMP_WAIT_POLICY of (c):", flush=True)
        best = fastest(["passive", ""], lambda policy: self.plain(5, 1000 if self.quick else 6000, 100, 2, policy).seconds)
        self.notes["waiting"] = f"TorchSharp: OMP_WAIT_POLICY {best or 'unset'}, which is faster."
        return best

    def own(self, network, depth, train, test, epochs, *changes, seeds="1"):
        """An epoch of FusionLab."""
        epochs, memory, _ = fusionlab([
            f"configs/mnist_{network}_lf{depth}.json", f"data.trainSamples={train}", f"data.testSamples={test}", f"train.epochs={epochs}",
            "train.stopWhen=never", "--seeds", seeds, *changes], environment(self.options.data))
        return median_epoch(epochs, memory)

    def resident(self, network, depth, train, test, epochs, *arguments):
        """An epoch of (b)."""
        epochs, _, memory = python_peer(self.options, "peer_mnist_resident.py", [
            "--data", self.options.data, "--network", network, "--fusion-depth", depth, "--epochs", epochs, "--train-samples", train,
            "--test-samples", test, *arguments], environment(**self.products))
        return median_epoch(epochs, memory)

    def loader(self, depth, train, test):
        """An epoch of (a)."""
        epochs, _, memory = python_peer(self.options, "peer_mnist_dataloader.py", [
            "--data", self.options.data, "--fusion-depth", depth, "--train-samples", train, "--test-samples", test],
            environment(**self.products))
        return median_epoch(epochs, memory)

    def plain(self, depth, train, test, epochs, waiting):
        """An epoch of (c)."""
        epochs, memory = tool("loop", self.options.data, depth, epochs, train, test, **({"OMP_WAIT_POLICY": waiting} if waiting else {}))
        return median_epoch([(epoch["train"], epoch["evaluate"]) for epoch in epochs], memory)


def mlp(bench):
    """Epochs of the MLP, training and evaluation"""
    bench.prepare("products", "waiting")
    train, test, epochs = (2000, 500, 2) if bench.quick else (60000, 10000, 2)
    for depth in (5,) if bench.quick else (1, 3, 5):
        contestants = {"FusionLab, fp32": lambda: bench.own("mlp", depth, train, test, epochs),
                       "FusionLab, bf16": lambda: bench.own("mlp", depth, train, test, epochs, "train.precision=bf16"),
                       RESIDENT: lambda: bench.resident("mlp", depth, train, test, epochs),
                       PLAIN: lambda: bench.plain(depth, train, test, epochs, bench.waiting)}
        if depth == 5:
            for product in ("torch", "own"):
                contestants[f"FusionLab, {product} product"] = functools.partial(
                    bench.own, "mlp", depth, train, test, epochs, f"train.product={product}")
            contestants[LOADER] = lambda: bench.loader(depth, train, test)
        sizes = [784, 500, 500, 500, 500, 10]
        products = [(a * b, layer == 1) for layer, (a, b) in enumerate(zip(sizes, sizes[1:]), 1) for _ in range(1 + (layer <= depth))]
        yield from epochs_table(bench, contestants, products, depth, train, test)


def cnn(bench):
    """Epochs of the CNN, training and evaluation"""
    bench.prepare("products", "slice")
    train, test, epochs = (200, 100, 1) if bench.quick else (4000, 1000, 2)
    for depth in (5,) if bench.quick else (1, 5):
        contestants = {"FusionLab, fp32": lambda: bench.own("cnn", depth, train, test, epochs),
                       "FusionLab, bf16": lambda: bench.own("cnn", depth, train, test, epochs, "train.precision=bf16"),
                       RESIDENT: lambda: bench.resident("cnn", depth, train, test, epochs, "--slice", bench.slice)}
        products = [(9 * 32 * (1 if layer == 1 else 32) * (28 - 2 * layer) ** 2, layer == 1)
                    for layer in range(1, 6) for _ in range(1 + (layer <= depth))] + [(25920, False)]
        yield from epochs_table(bench, contestants, products, depth, train, test)


def epochs_table(bench, contestants, products, depth, train, test):
    """products: multiply-adds of each layer a sample, and whether it needs no gradient of its input."""
    forward, first = sum(size for size, _ in products), sum(size for size, is_first in products if is_first)
    flop = 2e-9 * (train * (3 * forward - first) + test * forward)
    work = {name: (flop, bench.limits["halfProducts" if "bf16" in name else "multiplyAdds"]) for name in contestants}
    yield f"L_f = {depth}, {train:,} training and {test:,} test samples, {flop:.0f} GFLOP:"
    yield from ["", *table(alternate(contestants, bench.rounds), work), ""]


def replicas(bench):
    """Five replicas together beside five single runs, epochs alone"""
    for network, train, test, epochs in (("mlp", 2000, 500, 2),) if bench.quick else (("mlp", 60000, 10000, 2), ("cnn", 2000, 1000, 2)):
        def alone():
            runs = [bench.own(network, 5, train, test, epochs, seeds=str(seed)) for seed in range(1, 6)]
            return Measured(sum(one.seconds for one in runs), max(one.memory for one in runs))

        yield from [f"{network.upper()}, L_f = 5:", "", *table(alternate(
            {"FusionLab, together": lambda: bench.own(network, 5, train, test, epochs, seeds="1..5"), "five single runs": alone},
            bench.rounds)), ""]


def figures(bench):
    """Whole figures of linear networks beside PyTorch, one network at a time"""
    bench.prepare("products")
    yield "FusionLab: the whole command. PyTorch: the same steps on 8192 samples, EXTRAPOLATED from its fastest single step on one thread or all."
    yield ""
    kinds = {"3c": ["toy_sweep"], "6": ["rho_sweep", "ratio_sweep", "init_sweep"], "rand": ["rand_sweep"]}
    for figure, configs in list(kinds.items())[::2] if bench.quick else kinds.items():
        steps = collections.Counter()

        def whole():
            steps.clear()
            total = 0
            with tempfile.TemporaryDirectory() as folder:
                for config in configs:
                    out = os.path.join(folder, config)
                    total += run(PROGRAM + [f"configs/paper/{config}.json", "--out", out, "--quiet"], environment())[2]
                    with open(os.path.join(out, "replicas.csv")) as file:
                        for row in csv.DictReader(file):
                            steps[int(row.get("network.fusionDepth", 2))] += int(row["steps"])
            return Measured(total)

        def extrapolated():
            single = {}
            for threads in {1, bench.limits["threads"]}:
                output, _, _ = run([bench.options.python, os.path.join(HERE, "linear_peer.py"), "--figure", figure, "--threads", str(threads),
                                    "--steps", "3" if bench.quick else "40"], environment(**bench.products))
                for kind in map(json.loads, output.splitlines()):
                    single[kind["fusionDepth"]] = min(single.get(kind["fusionDepth"], float("inf")), kind["secondsPerStep"])
            return Measured(sum(count * single[depth] for depth, count in steps.items()))

        rows = alternate({"FusionLab": whole, "PyTorch, one network at a time": extrapolated}, bench.rounds)
        yield from [f"Figure {figure}, {sum(steps.values()):,} steps:", "", *table(rows), ""]


def fig12(bench):
    """Figure 12, the whole command"""
    def whole():
        with tempfile.TemporaryDirectory() as folder:
            _, memory, wall = run(PROGRAM + ["reproduce", "fig12", "--device", "cpu", "--quiet", "--out", os.path.join(folder, "run"),
                                             *(["--quick"] if bench.quick else [])], environment())
        return Measured(wall, memory)

    yield from table(alternate({"FusionLab": whole}, min(bench.rounds, 3)))


def start(bench):
    """The program's start, built"""
    def command(name):
        _, memory, wall = run(PROGRAM + [name], environment(bench.options.data))
        return Measured(wall, memory)

    def quickstart():
        with tempfile.TemporaryDirectory() as folder:
            return Measured(until_first_epoch("configs/quickstart.json", [], environment(bench.options.data), os.path.join(folder, "run")))

    yield from table(alternate({"`--help`": lambda: command("--help"), "`info`": lambda: command("info"),
                                "quickstart, to the end of the first epoch": quickstart}, bench.rounds))


def parts(bench):
    """Parts of a run: noise, checkpoint"""
    samples = 2000 if bench.quick else 60000
    drawn, _ = tool("noise", bench.options.data, samples)
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        until_first_epoch("configs/mnist_mlp_lf5.json", ["data.trainSamples=1000", "data.testSamples=100"], environment(bench.options.data), out)
        held, _ = tool("checkpoint", os.path.join(out, "checkpoint", "replicas-1-5"))
    rows = {f"drawing an epoch of {samples:,} samples": drawn, f"saving a checkpoint of five replicas, {held['megabytes']:.0f} MB": held["save"],
            "loading it": held["load"]}
    yield from table({name: [Measured(value) for value in values] for name, values in rows.items()})


def small(bench):
    """A hundred small networks trained on samples, together and one by one"""
    networks, singles, epochs = (10, 1, 4) if bench.quick else (100, 5, 200)
    config = {"name": "small", "data": {"kind": "gaussian", "samples": "8192", "sigmaA": 2},
              "network": {"kind": "mlp", "depth": 2, "fusionDepth": 1, "width": 100, "bias": False, "init": {"kind": "normal", "scale": 0.001}},
              "train": {"loss": "mse", "batchSize": 0, "learningRate": 0.04, "epochs": epochs, "evaluateEveryEpochs": max(1, epochs // 10)}}
    with tempfile.TemporaryDirectory() as folder:
        file = save(folder, config)

        def together():
            _, memory, wall = fusionlab([file, "--seeds", f"1..{networks}"], environment())
            return Measured(wall, memory)

        def alone():
            return Measured(networks * statistics.mean(fusionlab([file, "--seeds", str(seed)], environment())[2] for seed in range(1, singles + 1)))

        yield from table(alternate({"FusionLab, together": together, f"{networks} single runs, extrapolated from {singles}": alone}, bench.rounds))


def batch(bench):
    """The batch engine's own time a run: wall clock beyond the seconds that runs report, one worker"""
    runs = 3 if bench.quick else 200
    configs = {
        "trained, two epochs of 200 digits": {
            "data": {"source": "synthetic", "trainSamples": 200, "testSamples": 100}, "network": {"depth": 3, "fusionDepth": 2, "width": 16},
            "train": {"batchSize": 100, "epochs": 2}},
        "simulated": {
            "data": {"kind": "gaussian", "samples": "population"},
            "network": {"kind": "linear", "depth": 2, "fusionDepth": 2, "width": 10, "init": {"kind": "deep", "scale": 0.1}},
            "train": {"loss": "mse", "epochs": 2000, "batchSize": 0}}}

    def own_time(config):
        with tempfile.TemporaryDirectory() as folder:
            names = [f"run{i:03d}" for i in range(runs)]
            files = [save(folder, {**config, "name": name, "train": {**config["train"], "learningRate": 0.01 + 0.0001 * i}})
                     for i, name in enumerate(names)]
            out = os.path.join(folder, "out")
            _, _, wall = run(PROGRAM + ["batch", *files, "--devices", "cpu", "--out", out, "--quiet"], environment())
            for name in names:
                with open(os.path.join(out, name, "summary.json")) as summary:
                    wall -= json.load(summary)["seconds"]
        return Measured(wall / runs)

    yield from table(alternate({name: functools.partial(own_time, config) for name, config in configs.items()}, 1))


def growth(bench):
    """Growth of time and memory; slope: of a straight line through the logarithms"""
    few = 1000 if bench.quick else 6000

    def epoch(samples, *changes, seeds="1"):
        return bench.own("mlp", 5, samples, 1000, 2, *changes, seeds=seeds)

    def points(count):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(ROOT, "configs/paper/toy_sweep.json")) as stream:
                config = json.load(stream)
            config["sweep"] = {"data.rho": [round(-0.9 + 1.8 * i / (count - 1), 6) for i in range(count)]}
            _, memory, wall = run(PROGRAM + [save(folder, config), "--out", os.path.join(folder, "run"), "--quiet"], environment())
        return Measured(wall, memory)

    series = {
        f"replicas (an epoch of {few:,} samples)": ([1, 2, 4, 8, 16, 32, 64], lambda n: epoch(few, seeds=f"1..{n}")),
        "samples (an epoch)": ([6000, 12000, 30000, 60000], epoch),
        f"width (an epoch of {few:,} samples)": ([100, 200, 500, 1000, 2000], lambda n: epoch(few, f"network.width={n}")),
        "points of a simulated sweep, five seeds (the whole command)": ([10, 30, 100, 300, 1000], points),
    }
    for name, (sizes, measure) in series.items():
        sizes = sizes[:2] if bench.quick else sizes
        measured = [measure(size) for size in sizes]
        print(f"  {name}: {', '.join(seconds(one.seconds) for one in measured)}", flush=True)
        slopes = [slope([(size, getattr(one, field)) for size, one in zip(sizes, measured)]) for field in ("seconds", "memory")]
        yield from markdown([name, *map(str, sizes), "slope"], [
            ["time", *(seconds(one.seconds) for one in measured), f"{slopes[0]:.2f}"],
            ["peak memory", *(f"{one.memory:.0f} MB" for one in measured), f"{slopes[1]:.2f}"]])
        yield ""


def table1(bench):
    """Table 1's MLP column, 25 networks, whole commands"""
    def column(precision):
        changes = ["data.trainSamples=1000", "data.testSamples=100", "train.epochs=1", "train.minEpochs=1"] if bench.quick else []
        runs = [fusionlab([f"configs/mnist_mlp_lf{depth}.json", f"train.precision={precision}", *changes], environment(bench.options.data))
                for depth in range(1, 6)]
        return Measured(sum(wall for _, _, wall in runs), max(memory for _, memory, _ in runs))

    yield from table(alternate({f"FusionLab, {precision}": functools.partial(column, precision) for precision in ("fp32", "bf16")}, 1))


CASES = {case.__name__: case for case in (start, mlp, cnn, replicas, figures, fig12, parts, small, batch, growth, table1)}


def save(folder, config):
    file = os.path.join(folder, f"{config['name']}.json")
    with open(file, "w") as stream:
        json.dump(config, stream)
    return file


def describe_machine(bench):
    """Lines that say when and on what the measurements were made, and what the machine can do at best."""
    with open("/proc/cpuinfo") as file:
        processor = re.search(r"model name\s*: (.*)", file.read())[1]
    information, _, _ = run(PROGRAM + ["info"], environment(bench.options.data))
    libtorch, dotnet = (re.search(rf"^{re.escape(name)}\s+([\w.]+)", information, re.MULTILINE)[1] for name in ("libtorch", ".NET"))
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True).stdout.strip() or "unknown"
    limits = bench.limits
    return [
        f"{time.strftime('%Y-%m-%d')}, commit {commit}, {processor}, {limits['threads']} threads, {platform.freedesktop_os_release()['PRETTY_NAME']}, "
        f".NET {dotnet}, libtorch {libtorch}.",
        f"Limits: {limits['multiplyAdds']:.0f} GFLOP/s of multiply-adds ({limits['vectorBits']} bits), {limits['copy']:.0f} GB/s of copied memory, "
        f"libtorch's large products {limits['products']:.0f} GFLOP/s in fp32 and {limits['halfProducts']:.0f} in bf16."]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="the folder with MNIST's four files")
    parser.add_argument("--only", default=",".join(CASES), help="cases, with commas between: " + ", ".join(CASES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="little work, one round, nothing written")
    parser.add_argument("--python", default="/usr/bin/python3", help="a Python with torch")
    parser.add_argument("--blas", action="append", help="a folder with a libblas.so.3 to try for PyTorch; by default /usr/lib/*/openblas-*")
    parser.add_argument("--results", default=os.path.join(HERE, "RESULTS.md"), help="the file whose sections are written")
    options = parser.parse_args()
    options.data = os.path.abspath(options.data)
    names = options.only.split(",")
    if unknown := [name for name in names if name not in CASES]:
        sys.exit(f"There is no case {', '.join(unknown)}; the cases are {', '.join(CASES)}.")
    try:
        print("building", flush=True)
        build()
        bench = Bench(options)
        machine = describe_machine(bench)
    except Failure as failure:
        sys.exit(str(failure))
    print("\n".join(machine), flush=True)
    for name in names:
        load, begin, bench.used = os.getloadavg()[0], time.monotonic(), ()
        print(f"\n{name}" + (f" (the load is {load:.1f}: other work disturbs the measurement)" if load > 0.5 else ""), flush=True)
        try:
            lines = list(CASES[name](bench))
        except Failure as failure:
            lines = [f"Not measured: {failure}"]
        while lines[-1] == "":
            lines.pop()
        lines = [f"## {CASES[name].__doc__}", "", f"    python3 benchmarks/run.py --data DIR --only {name}" + (
            f" --rounds {options.rounds}" if options.rounds != 5 else ""), "", *lines, "", *machine,
            *(bench.notes[setting] for setting in bench.used if setting in bench.notes),
            f"Load before: {load:.1f}; the case took {time.monotonic() - begin:.0f} s."]
        print("\n".join(lines), flush=True)
        if not options.quick:
            write_section(options.results, name, lines)


if __name__ == "__main__":
    main()
