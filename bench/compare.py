"""Measures this project and its peers in turn (A B A B) and prints the medians and their ratios.

Started by `bench/compare`, which brings the Python that the peers need. Nothing else should run on
the machine meanwhile: the load before and after is printed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import programs

HERE = Path(__file__).resolve().parent
BYOL = HERE.parent / "byol"
LIMIT_SECONDS = 600


def output(command, **variables):
    """Standard output of a command; it ends the comparison when it fails."""
    result = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        check=True,
        timeout=LIMIT_SECONDS,
        env={**os.environ, "OMP_NUM_THREADS": "1", **variables},
    )
    return result.stdout.decode()


def ours(*arguments, **variables):
    """{what: milliseconds} of `byol bench`."""
    report = json.loads(output([BYOL, "bench", *arguments, "--json"], **variables))
    return {row["what"]: row["milliseconds"] for row in report["measurements"]}


def peer(script, *arguments):
    """{what: milliseconds} of a script in `peers`."""
    return json.loads(output([sys.executable, HERE / "peers" / script, *arguments]))


def input_contenders(folder):
    pictures = folder / "pictures"
    ours("input", "--seconds", "0.01", "--save-pictures", pictures)
    return {
        "byol": lambda: ours("input"),
        "torchvision, PIL": lambda: peer("torchvision_input.py", "pil", pictures),
        "torchvision, v2 tensors": lambda: peer("torchvision_input.py", "v2", pictures),
    }


def all_reduce_contenders(workers):
    return {
        "byol, shared memory": lambda: ours("all-reduce", "-w", workers),
        "byol, TCP": lambda: ours("all-reduce", "-w", workers, BYOL_TRANSPORT="tcp"),
        "gloo": lambda: peer("gloo_all_reduce.py", workers),
    }


def measure(record, title, contenders, rounds):
    """Prints a table: medians of each, and how many times faster each is than the best peer."""
    found = {name: {} for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            for what, milliseconds in run().items():
                found[name].setdefault(what, []).append(milliseconds)
    rows = [what for what in found[next(iter(found))] if all(what in f for f in found.values())]
    peers = [name for name in contenders if not name.startswith("byol")]
    print(f"\n{title}: medians of {rounds} rounds in ms, and how many times as fast as the best peer")
    for what in rows:
        record.add(f"{title}: {what}", {name: values[what] for name, values in found.items()}, "ms")
        medians = {name: statistics.median(values[what]) for name, values in found.items()}
        best = min(medians[name] for name in peers)
        cells = (f"{name} {medians[name]:.3g} ({best / medians[name]:.2f}x)" for name in contenders)
        print(f"  {what:30s} " + "   ".join(cells), flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench/compare", description=__doc__)
    parser.add_argument("what", choices=["input", "all-reduce"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--name", help="of the file in bench/results; default: input or all-reduce")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    record = programs.Record(arguments.name or arguments.what, rounds=arguments.rounds)
    if arguments.what == "input":
        measure(record, "input, one core", input_contenders(arguments.folder), arguments.rounds)
    else:
        for workers in (2, 4):
            title = f"all-reduce, {workers} workers"
            measure(record, title, all_reduce_contenders(workers), arguments.rounds)
    record.write()


if __name__ == "__main__":
    programs.run(main)
