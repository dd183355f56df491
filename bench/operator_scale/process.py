"""The operator as a process on this machine, with the rights that the chart gives it in a cluster."""

import json
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path

from .api import kubectl

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE = "byol-scale-system"
PORT = 18080
TICKS = os.sysconf("SC_CLK_TCK")
LIMIT_MIB = int(
    re.search(
        r"limits: \{memory: (\d+)Mi\}", (ROOT / "helm/byol-operator/values.yaml").read_text()
    ).group(1)
)


def java_options():
    """Those of the image; its share of the memory limit is the chart's here."""
    options = re.findall(r'"(-XX:[^"]+)"', (ROOT / "docker/operator.Dockerfile").read_text())
    share = next(int(o.split("=")[1]) for o in options if "MaxRAMPercentage" in o)
    return [f"-Xmx{LIMIT_MIB * share // 100}m"] + [o for o in options if "RAM" not in o]



def class_path(folder):
    """A folder with the operator's jars, as `./mvnw package` leaves them in operator/target."""
    jars = [*Path(folder).glob("byol-operator-*.jar"), *Path(folder, "lib").glob("*.jar")]
    if len(jars) < 2:
        raise SystemExit(
            f"{folder} has no operator; build it: ./mvnw -pl operator -am package -DskipTests"
        )
    return ":".join(str(jar) for jar in jars)


def cpu_by_program(folder):
    """CPU seconds so far of the programs that were started from somewhere below a folder, by their name."""
    seconds = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            program = (process / "cmdline").read_bytes().split(b"\0")[0].decode()
            if program.startswith(str(folder)):
                name = Path(program).name
                seconds[name] = seconds.get(name, 0) + _cpu_seconds(process)
        except (OSError, UnicodeDecodeError):
            continue
    return seconds


def _cpu_seconds(process):
    fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class OperatorProcess:
    def __init__(self, api, jars, namespaces, folder, options):
        self.folder = folder
        kubeconfig = self._account(api)
        command = [
            "java",
            *java_options(),
            *options,
            "-cp",
            class_path(jars),
            "dev.byol.operator.Main",
        ]
        variables = {
            "KUBECONFIG": str(kubeconfig),
            "BYOL_WATCH_NAMESPACES": ",".join(namespaces),
            "BYOL_TRAINER_IMAGE": "byol-trainer:scale",
            "BYOL_METRICS_PORT": str(PORT),
        }
        with open(folder / "operator.log", "wb") as log:
            self.process = subprocess.Popen(
                command, env={**os.environ, **variables}, stdout=log, stderr=subprocess.STDOUT
            )
        self._await_ready()

    def _account(self, api):
        """A kubeconfig of a service account to which the chart's rights are bound."""
        chart = subprocess.run(
            ["helm", "template", "byol-scale", str(ROOT / "helm/byol-operator"), "-n", NAMESPACE]
            + ["--kube-version", "1.31", "-s", "templates/rbac.yaml"]
            + ["-s", "templates/serviceaccount.yaml"],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout
        kubectl("apply", "-n", NAMESPACE, "-f", "-", text=chart)
        account = re.search(r"kind: ServiceAccount\nmetadata:\n  name: (\S+)", chart).group(1)
        token = kubectl("create", "token", account, "-n", NAMESPACE, "--duration=2h").strip()
        path = self.folder / "kubeconfig"
        path.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "it",
                    "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
                    "clusters": [{"name": "it", "cluster": api.cluster}],
                    "users": [{"name": "it", "user": {"token": token}}],
                }
            )
        )
        return path

    def _await_ready(self):
        for _ in range(120):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            time.sleep(0.5)
        raise SystemExit(f"the operator did not start; see {self.folder / 'operator.log'}")

    def cpu_seconds(self):
        return _cpu_seconds(Path(f"/proc/{self.process.pid}"))

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def live_bytes(self):
        """What is left in the heap after a full collection: of five, since not each compacts everything."""
        sizes = []
        for _ in range(5):
            self.histogram = subprocess.run(
                ["jcmd", str(self.process.pid), "GC.class_histogram"],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
                timeout=60,
            ).stdout
            sizes.append(int(re.search(r"(?m)^Total\s+\d+\s+(\d+)", self.histogram).group(1)))
        return min(sizes)

    def passes(self):
        """Passes done since the start."""
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/metrics", timeout=20) as answer:
            text = answer.read().decode()
        counts = re.findall(r"(?m)^operator_sdk_reconciliations_success_total\S* (\S+)$", text)
        return int(sum(float(count) for count in counts))

    def log_words(self):
        """How often the log has each first words of a warning."""
        text = (self.folder / "operator.log").read_text(errors="replace")
        return len(re.findall(r'"level":"(?:WARN|ERROR)"', text))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
