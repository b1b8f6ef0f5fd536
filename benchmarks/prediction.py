"""How often the theory names the modality that is learned first, over random own-data tasks.

    python3 benchmarks/prediction.py [--tasks 50] [--first 1] [--keep DIR]

Each task is a file of two modalities with random sizes, classes, strengths, noise, spectra and correlation. One sweep trains linear and
ReLU networks from small and from PyTorch's initial weights, three seeds each; `theory` predicts the same sweep. The tables compare the
modality that the theory names with the one that was learned first, by accuracy and by contribution. Needs numpy.
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import math
import os
import shutil
import tempfile

import numpy as np

from processes import PROGRAM, ROOT, Failure, environment, run

SMALL, PYTORCH = {"kind": "deep", "scale": 0.5}, {"kind": "pytorch"}
ACTIVATIONS, STARTS = ("linear", "relu"), {"small": SMALL, "PyTorch's": PYTORCH}
CLOCKS = {"accuracy": "first_modality", "contribution": "first_modality_contribution"}
OUTCOMES = ["right", "wrong", "seeds differ", "theory says together", "nothing learned"]
NEAR_TIE = 1.05  # a smaller ratio is printed as "nearly together"
BINS = [(1.5, "below 1.5"), (3, "1.5 to 3"), (math.inf, "above 3")]
RULES = {"correlates more": "correlation", "explains more": "contribution"}
HALF = 25  # rules were chosen by the tasks up to this one
SEEDS, EPOCHS, STEPS = 3, 80, 12


def draw_task(number):
    """The arrays of one task. A modality shows one of its class's centres in a share of the samples, beside noise of a skewed spectrum, a
    part of which both modalities have in common."""
    rng = np.random.default_rng([18, number])
    classes, common = rng.integers(2, 7), rng.uniform(0, 0.9)
    train, test = int(np.exp(rng.uniform(np.log(240), np.log(1000)))), 300
    count = train + test
    labels, shared = rng.integers(classes, size=count), rng.standard_normal((count, 8))
    arrays = {"labels": labels}
    for name in "ab":
        width, clusters, share = rng.integers(3, 17), rng.integers(1, 4), rng.uniform(0.6, 1)
        strength, skew = np.exp(rng.uniform(np.log(0.4), np.log(3))), rng.uniform(0, 1.5)
        centres = rng.standard_normal((classes, clusters, width)) * strength / np.sqrt(width)
        spectrum = np.arange(1, width + 1) ** -skew
        noise = (rng.standard_normal((count, width)) * np.sqrt(1 - common ** 2)
                 + shared @ rng.standard_normal((8, width)) * common / np.sqrt(8))
        rotation = np.linalg.qr(rng.standard_normal((width, width)))[0]
        shown = (rng.random(count) < share)[:, None] * centres[labels, rng.integers(clusters, size=count)]
        arrays[name] = (shown + noise * np.sqrt(spectrum / spectrum.mean()) @ rotation / np.sqrt(width)).astype("f4")
    return {f"{part}_{name}": array[span] for name, array in arrays.items()
            for part, span in (("train", slice(train)), ("test", slice(train, None)))}


def study(number, folder):
    """Trains and predicts one task; a row for each point of its sweep."""
    folder = os.path.join(folder, f"task{number:02}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    arrays = draw_task(number)
    np.savez(os.path.join(folder, "task.npz"), **arrays)
    config = os.path.join(folder, "task.json")
    with open(config, "w") as file:
        json.dump({
            "name": f"task{number:02}", "seeds": f"1..{SEEDS}", "threads": 1,
            "data": {"kind": "arrays", "file": os.path.abspath(os.path.join(folder, "task.npz"))},
            "network": {"kind": "mlp", "depth": 3, "fusionDepth": 3, "width": 40},
            "train": {"batchSize": math.ceil(len(arrays["train_labels"]) / STEPS), "learningRate": 0.06, "epochs": EPOCHS,
                      "evaluateEvery": 3},
            "sweep": {"network.activation": ACTIVATIONS, "network.init": list(STARTS.values())}}, file)
    predicted = json.loads(run([*PROGRAM, "theory", config, "--json"], environment())[0])
    out = os.path.join(folder, "run")
    run([*PROGRAM, config, "--out", out, "--quiet", "--device", "cpu"], environment())
    with open(os.path.join(out, "replicas.csv")) as file:
        replicas = list(csv.DictReader(file))
    rows = []
    for index, point in enumerate(predicted):
        prediction = point["prediction"]
        trusted = next((formula for formula in prediction["formulas"] if formula["name"] == prediction["default"]), {})
        ratio = trusted.get("timeRatio") or {}
        measured = [replica for replica in replicas if int(replica["point"]) == index + 1]
        rows.append({
            "task": number, "activation": point["point"]["network.activation"],
            "start": next(name for name, init in STARTS.items() if init["kind"] == point["point"]["network.init"]["kind"]),
            "first": prediction["firstModality"],
            **{rule: max(prediction["modalities"], key=lambda modality: modality[key])["name"] for rule, key in RULES.items()},
            "ratio": math.inf if ratio.get("never") else ratio.get("value"), "formula": prediction["default"],
            **{clock: [replica[column] or None for replica in measured] for clock, column in CLOCKS.items()}})
    return rows


def judge(first, measured, says_together=False):
    """What came out for a prediction, given the modality learned first by each seed; None where none is, or two tie."""
    named = {name for name in measured if name}
    if not named:
        return "nothing learned"
    if len(named) > 1:
        return "seeds differ"
    return "theory says together" if says_together else "right" if first in named else "wrong"


def share(counts):
    return f"{counts['right']} of {counts['right'] + counts['wrong']}" if counts["right"] + counts["wrong"] else ""


def tabulate(rows):
    """The lines of a table: a row for each condition and clock."""
    conditions = [(activation, start, clock) for activation in ACTIVATIONS for start in STARTS for clock in CLOCKS]
    halves = [[row for row in rows if (row["task"] <= HALF) == is_first] for is_first in (True, False)]
    rules = [title for name in RULES for title in (f"right, {name}", f"of 1 to {HALF}", "of the others")]
    yield "| network, start | clock | " + " | ".join([*OUTCOMES, *(f"right, ratio {name}" for _, name in BINS), *rules]) + " |"
    yield "|" + "---|" * (len(OUTCOMES) + len(BINS) + len(rules) + 2)
    for activation, start, clock in conditions:
        def count(rows, predict):
            return collections.Counter(predict(row) for row in rows if (row["activation"], row["start"]) == (activation, start))

        def theory(row):
            return judge(row["first"], row[clock], row["first"] is None or (row["ratio"] or math.inf) < NEAR_TIE)

        counts = count(rows, theory)
        bins = [share(count([row for row in rows if row["ratio"] is not None and low <= row["ratio"] < high], theory))
                for (low, _), (high, _) in zip([(NEAR_TIE, ""), *BINS], BINS)]
        yield f"| {activation}, {start} | {clock} | " + " | ".join(
            [*(str(counts[name]) for name in OUTCOMES), *bins,
             *(share(count(part, lambda row: judge(row[name], row[clock]))) for name in RULES for part in (rows, *halves))]) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=50)
    parser.add_argument("--first", type=int, default=1, help="the number of the first task")
    parser.add_argument("--keep", help="a folder for the tasks and their runs (default: none is kept)")
    options = parser.parse_args()
    run(["dotnet", "build", os.path.join(ROOT, "FusionLab.csproj"), "-c", "Release", "-v", "q", "--nologo"], environment())
    with tempfile.TemporaryDirectory() as temporary, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = options.keep or temporary
        rows = []
        numbers = range(options.first, options.first + options.tasks)
        for number, result in zip(numbers, pool.map(lambda number: study(number, folder), numbers)):
            rows += result
            print(f"task {number}: " + ", ".join(
                f"{row['activation']} {row['start']}: {row['first']} {row['ratio'] and round(row['ratio'], 2)}, "
                f"measured {row['accuracy']}, {row['contribution']}" for row in result), flush=True)
        if options.keep:
            with open(os.path.join(folder, "rows.json"), "w") as file:
                json.dump(rows, file)
    print("\n".join(tabulate(rows)))


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        raise SystemExit(str(failure))
