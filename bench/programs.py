"""What all benchmarks share: how one ends when a program that it runs fails, and where its figures are kept."""

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


def run(main):
    """Runs main; a program that failed is named, without a stack trace."""
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd[0]} ended with {failed.returncode}; what it said stands above.")


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")


def load():
    """How many processes wanted a core in the last minute."""
    return round(os.getloadavg()[0], 1)


def machine():
    """What figures depend on beside the programs."""
    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    version = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    commit = subprocess.run(
        ["git", "-C", RESULTS.parent, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "java": version.splitlines()[0],
        "commit": commit.stdout.strip(),
    }


class Record:
    """The figures of one run of a benchmark, written to results/NAME.json when it ends."""

    def __init__(self, name, **settings):
        self.file = RESULTS / f"{name}.json"
        self.content = {"when": now(), "machine": machine(), "settings": settings, "load_before": load(), "measured": []}
        print(f"load before: {self.content['load_before']}", flush=True)

    def add(self, what, turns, unit):
        """turns: {contender: every measured value, in the order measured}."""
        self.content["measured"].append({"what": what, "unit": unit, "turns": turns})

    def write(self):
        self.content["load_after"] = load()
        print(f"load after: {self.content['load_after']}")
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(json.dumps(self.content, indent=2) + "\n", encoding="utf-8")
        print(f"written to {os.path.relpath(self.file)}")
