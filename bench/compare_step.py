"""Whole training steps of this project and of PyTorch, or of a former commit, by turns (A B A B): medians, ratios, peaks of resident memory.

Started by `bench/compare-step`. Nothing else should run on the machine meanwhile: the load before and after is printed.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import programs

HERE = Path(__file__).resolve().parent
BYOL = HERE.parent / "byol"

# Side of the pictures, batch, steps of PyTorch in a turn.
NETWORKS = {"TinyResNet": (32, 64, 30), "ResNet18": (128, 32, 4), "ResNet50": (224, 8, 3)}


def run(command, **variables):
    """Standard output of a command and the most MiB of memory that it held."""
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, env={**os.environ, **variables})
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return text, usage.ru_maxrss / 1024


def byol(program, network, precision, seconds):
    text, peak = run(
        [program, "bench", "step", "--network", network, "--precision", precision, "--seconds", seconds, "--json"])
    return json.loads(text)["measurements"][0]["secondsPerStep"], peak


def pytorch(network, precision, *options):
    size, batch, steps = NETWORKS[network]
    command = [sys.executable, HERE / "peers" / "step.py", "--network", network, "--size", size, "--batch", batch,
               "--steps", steps, "--threads", os.cpu_count(), *options]
    text, peak = run(command + (["--bfloat16"] if precision == "BFloat16" else []))
    return float(text.split()[-1]), peak


def contenders(network, precision, arguments):
    found = {"byol": lambda: byol(BYOL, network, precision, arguments.seconds)}
    if arguments.before:
        found["byol before"] = lambda: byol(arguments.before / "byol", network, precision, arguments.seconds)
    if not arguments.pytorch:
        return found
    found["PyTorch channels_last"] = lambda: pytorch(network, precision, "--layout", "channels_last")
    found["PyTorch contiguous"] = lambda: pytorch(network, precision, "--layout", "contiguous")
    if arguments.compile:
        found["PyTorch compiled"] = lambda: pytorch(network, precision, "--layout", "channels_last", "--compile")
    return found


def compare(record, network, precision, arguments):
    seconds, peaks = {}, {}
    runs = contenders(network, precision, arguments)
    for _ in range(arguments.rounds):
        for name, measured in runs.items():
            taken, peak = measured()
            seconds.setdefault(name, []).append(taken)
            peaks[name] = max(peak, peaks.get(name, 0))
    record.add(f"step, {network}, {precision}", seconds, "s")
    record.add(f"most memory, {network}, {precision}", {name: [round(peak)] for name, peak in peaks.items()}, "MiB")
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"\n{network}, {precision}: medians of {arguments.rounds} turns")
    others = [median for name, median in medians.items() if name.startswith("PyTorch")]
    if others:
        print(f"  byol takes 1/{min(others) / medians['byol']:.2f} of PyTorch's best")
    if arguments.before:
        print(f"  byol takes 1/{medians['byol before'] / medians['byol']:.3f} of what it took before")
    for name, median in medians.items():
        turns = ", ".join(f"{value:.3f}" for value in seconds[name])
        print(f"  {name:22s} {median:.4f} s   ({turns})   peak {peaks[name]:.0f} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench/compare-step", description=__doc__)
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"default: {', '.join(NETWORKS)}")
    parser.add_argument("--precision", choices=["Float32", "BFloat16"], default="Float32")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each; default: 2")
    parser.add_argument("--seconds", type=float, default=8, help="that byol measures in a turn; default: 8")
    parser.add_argument("--before", type=Path, metavar="TREE", help="another checkout of this project, measured by turns too")
    parser.add_argument("--no-pytorch", dest="pytorch", action="store_false", help="leave PyTorch out")
    parser.add_argument("--name", help="of the file in bench/results; default: step-float32 or step-bfloat16")
    parser.add_argument("--no-compile", dest="compile", action="store_false", help="leave torch.compile out")
    arguments = parser.parse_args()
    for network in arguments.networks:
        if network not in NETWORKS:
            parser.error(f"there is no network {network}; there are {', '.join(NETWORKS)}")
    if arguments.compile and not (shutil.which("g++") or shutil.which("clang++")):
        print("torch.compile is left out: it needs a C++ compiler, and neither g++ nor clang++ was found.")
        arguments.compile = False
    record = programs.Record(
        arguments.name or f"step-{arguments.precision.lower()}", precision=arguments.precision, rounds=arguments.rounds)
    for network in arguments.networks or NETWORKS:
        compare(record, network, arguments.precision, arguments)
    record.write()


if __name__ == "__main__":
    programs.run(main)
