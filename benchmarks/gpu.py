"""Epochs of Table 1's networks on a GPU: FusionLab with 1, 5 and 25 replicas beside one network of a resident PyTorch script.

    python3 benchmarks/gpu.py --data DIR [--device cuda] [--seconds 240] [--program PROGRAM] [--train-samples N]

Prints a row a case: milliseconds of the last epoch with its evaluation, for each replica, beside the script's (torch.compile where there
is one), and the GPU's memory and utilization as nvidia-smi shows them. The most telling cases come first; what does not fit into the time is
left out and said. The script compiles once for each network and precision, in the first epoch, which is not counted.
"""
import argparse
import csv
import os
import shutil
import subprocess
import tempfile
import threading
import time

import torch
from torch import nn

from peer_mnist_resident import Fusion, FusionCnn, corrupt, hits, load
from processes import ROOT

CASES = [("mlp", 5, 5), ("cnn", 5, 5), ("mlp", 1, 5), ("cnn", 1, 5), ("mlp", 5, 1), ("cnn", 5, 1), ("mlp", 5, 25), ("mlp", 1, 1), ("cnn", 1, 1),
         ("mlp", 1, 25)]
PRECISIONS = ["fp32", "tf32", "bf16"]


class Gauge(threading.Thread):
    """The largest memory and the mean utilization of the GPU while a run lasts; dashes where nvidia-smi does not say."""

    def __init__(self):
        super().__init__(daemon=True)
        self.samples, self.ends = [], threading.Event()

    def run(self):
        command = ["nvidia-smi", "--query-gpu=memory.used,utilization.gpu", "--format=csv,noheader,nounits"]
        while shutil.which(command[0]) and not self.ends.wait(0.25):
            answer = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
            if answer:
                self.samples.append([float(value) for value in answer[0].split(",")])

    def text(self):
        self.ends.set()
        if not self.samples:
            return "-, -"
        memory, busy = zip(*self.samples)
        return f"{max(memory) / 1000:.1f} GB, {sum(busy) / len(busy):.0f} %"


def ours(options, network, depth, replicas, precision, seconds):
    """Seconds of the last epoch with its evaluation; None where the run fails or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        arguments = [f"configs/mnist_{network}_lf{depth}.json", "--device", options.device, "--seeds", f"1..{replicas}", "--quiet", "--out", out,
                     f"train.epochs={options.epochs}", "train.stopWhen=never", f"train.precision={precision}"]
        for key, value in (("data.trainSamples", options.train_samples), ("data.testSamples", options.test_samples)):
            arguments += [f"{key}={value}"] if value else []
        gauge = Gauge()
        gauge.start()
        try:
            done = subprocess.run(options.program.split() + arguments, capture_output=True, text=True, timeout=seconds, cwd=options.root,
                                  env=dict(os.environ, FUSIONLAB_DATA=options.data))
        except subprocess.TimeoutExpired:
            return None, "more than the time left"
        if done.returncode:
            return None, (done.stderr.strip().splitlines() or ["failed"])[-1][:150]
        with open(os.path.join(out, "timing.csv")) as file:
            row = list(csv.DictReader(file))[-1]
        return float(row["train_s"]) + float(row["evaluate_s"]), gauge.text()


class Peer:
    """What a careful PyTorch user writes: resident data, a batch in a handful of operations, the network compiled."""

    def __init__(self, options):
        self.options, self.device, self.seconds = options, torch.device(options.device), {}
        x, y = load(options.data, "train")
        test_x, test_y = load(options.data, "t10k")
        count, tests = options.train_samples or len(x), options.test_samples or len(test_x)
        self.x, self.y, self.test_x, self.test_y = (t.to(self.device) for t in (x[:count], y[:count], test_x[:tests], test_y[:tests]))

    def epoch(self, network, depth, precision):
        key = network, depth, precision
        if key not in self.seconds:
            try:
                self.seconds[key] = self.measure(*key)
            except Exception as failure:  # a compiler that is missing, say
                print(f"the script failed on {key}: {str(failure).splitlines()[0][:150]}", flush=True)
                self.seconds[key] = None
        return self.seconds[key]

    def measure(self, network, depth, precision):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
        torch.manual_seed(1)
        net = (FusionCnn(depth) if network == "cnn" else Fusion(5, depth)).to(self.device)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.002 if network == "cnn" else 0.04)
        run = torch.compile(net) if hasattr(torch, "compile") and self.device.type == "cuda" else net
        for _ in range(self.options.epochs + 1):
            start = time.perf_counter()
            total = torch.zeros((), device=self.device)
            for batch in torch.randperm(len(self.x), device=self.device).split(1000):
                draw = torch.rand(len(batch), device=self.device)
                a = corrupt(self.x[batch], ((draw >= 0.8) & (draw < 0.96)).nonzero()[:, 0])
                b = corrupt(self.x[batch], (draw < 0.8).nonzero()[:, 0])
                with torch.autocast(self.device.type, torch.bfloat16, enabled=precision == "bf16"):
                    loss = nn.functional.cross_entropy(run(a, b), self.y[batch])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                total += loss.detach()
            with torch.no_grad():
                blank = torch.zeros_like(self.test_x)
                for pair in ((self.test_x, self.test_x), (self.test_x, blank), (blank, self.test_x)):
                    hits(run, *pair, self.test_y)
            total.item()
        return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--program", default=f"dotnet {ROOT}/bin/Debug/net10.0/FusionLab.Cli.dll")
    parser.add_argument("--root", default=ROOT, help="the folder that holds configs/")
    parser.add_argument("--train-samples", type=int)
    parser.add_argument("--test-samples", type=int)
    parser.add_argument("--most-replicas", type=int, default=25)
    options = parser.parse_args()
    options.data = os.path.abspath(options.data)
    ends = time.monotonic() + options.seconds
    print(f"torch {torch.__version__}, {torch.cuda.get_device_name() if options.device.startswith('cuda') else 'cpu'}; ms an epoch and replica")
    peer = Peer(options)
    print("network, L_f, replicas, precision: FusionLab, script, memory and utilization", flush=True)
    left_out = []
    for network, depth, replicas in CASES:
        for precision in PRECISIONS:
            name = f"{network}, {depth}, {replicas}, {precision}"
            left = ends - time.monotonic()
            if replicas > options.most_replicas or (precision == "tf32" and options.device == "cpu"):
                continue
            if left < 5:
                left_out.append(name)
                continue
            seconds, note = ours(options, network, depth, replicas, precision, left)
            beside = peer.epoch(network, depth, precision) if ends - time.monotonic() > 5 else None
            texts = ["-" if value is None else f"{1000 * value:.1f}" for value in (seconds and seconds / replicas, beside)]
            print(f"{name}: {texts[0]}, {texts[1]}, {note}", flush=True)
    if left_out:
        print(f"left out, no time: {'; '.join(left_out)}")


if __name__ == "__main__":
    main()
