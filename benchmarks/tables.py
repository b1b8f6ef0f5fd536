"""The tables of benchmarks/run.py, and their sections in RESULTS.md."""
import math
import re
import statistics

from processes import Failure


def alternate(contestants, rounds):
    """Measures each contestant once a round, in turn; one that cannot run is left out with its reason."""
    results = {name: [] for name in contestants}
    for number in range(rounds):
        for name, measure in contestants.items():
            if isinstance(results[name], list):
                try:
                    results[name].append(measure())
                    print(f"  round {number + 1}, {name}: {seconds(results[name][-1].seconds)}", flush=True)
                except Failure as failure:
                    results[name] = str(failure)
                    print(f"  {name}: {failure}", flush=True)
    return results


def seconds(value):
    return f"{value:,.0f} s" if value >= 1000 else f"{value:.3g} s" if value >= 0.1 else f"{1000 * value:.3g} ms"


def ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"1/{1 / value:,.0f}"


def spread(values, text):
    return f"{text(min(values))} – {text(max(values))}" if len(values) > 1 else ""


def table(results, work=None):
    """A row a contestant: median, range, ratios pair by pair of each of ours to each peer, share of the limit, evaluation, memory.

    work: for a contestant, the GFLOP that its seconds hold and the limit in GFLOP/s.
    """
    ours = [name for name in results if name.startswith("FusionLab")]
    columns = ["", "median", "min – max", "FusionLab / this, pair by pair", "GFLOP/s, share of the limit", "evaluation", "peak memory"]
    rows = []
    for name, measured in results.items():
        if isinstance(measured, str):
            rows.append([name, f"not measured: {measured}", "", "", "", "", ""])
            continue
        times = [one.seconds for one in measured]
        pairs = []
        for own in ours if name not in ours else []:
            ratios = [a.seconds / b.seconds for a, b in zip(results[own], measured)] if isinstance(results[own], list) else []
            label = own.partition(", ")[2] + ": " if len(ours) > 1 else ""
            pairs += [f"{label}{ratio(statistics.median(ratios))} ({spread(ratios, ratio) or 'one round'})"] if ratios else []
        flop, limit = (work or {}).get(name, (0, 1))
        rate = flop / statistics.median(times)
        share = statistics.median(one.evaluation for one in measured)
        memory = max(one.memory for one in measured)
        rows.append([name, seconds(statistics.median(times)), spread(times, seconds), "; ".join(pairs), f"{rate:.0f}, {rate / limit:.0%}" if flop else "",
                     f"{share:.1%}" if share else "", f"{memory:.0f} MB" if memory else ""])
    return markdown(columns, rows)


def markdown(columns, rows):
    """A table without the columns that are empty."""
    kept = [i for i in range(len(columns)) if i == 0 or any(row[i] for row in rows)]
    lines = [[columns[i] for i in kept], ["---"] * len(kept), *[[row[i] for i in kept] for row in rows]]
    return ["| " + " | ".join(line) + " |" for line in lines]


def slope(points):
    """The slope of a straight line through the logarithms: 1 where y grows as x."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (statistics.mean(values) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def write_section(path, name, lines):
    """Replaces the section of a case in a Markdown file, or adds it after the others."""
    begin, end, last = f"<!-- run.py: {name} -->", f"<!-- end of {name} -->", "<!-- run.py adds sections above -->"
    section = "\n".join([begin, *lines, end])
    with open(path) as file:
        text = file.read()
    changed, found = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: section, text, flags=re.DOTALL)
    with open(path, "w") as file:
        file.write(changed if found else text.replace(last, f"{section}\n\n{last}"))
