"""What users and workers do: experiments are created, and rank 0 of each beats as the trainer does."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

from .api import APPLY, EXPERIMENTS, LEASES

THREADS = 8
# Steps between two heartbeats.
STEPS = 50


def experiment(namespace, name, timeout):
    return {
        "apiVersion": "byol.dev/v1alpha1",
        "kind": "ByolExperiment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "training": {"globalBatch": 64, "maxSteps": 1_000_000},
            "network": {"encoder": "TinyResNet", "projectorHidden": 32, "projectorOutput": 16},
            "learningRate": {"base": 1.0, "warmupSteps": 20},
            "augmentation": {"imageSize": 32},
            "data": {"uri": "s3://pictures/digits-train-{000000..000001}.tar"},
            "checkpoint": {"everySteps": 100, "uri": f"s3://runs/{namespace}-{name}"},
            "faultTolerance": {"progressTimeoutSeconds": timeout},
            "workers": {
                "replicas": 1,
                "nodeSelector": {"type": "kwok"},
                "tolerations": [{"key": "kwok.x-k8s.io/node", "operator": "Exists"}],
            },
        },
    }


def create(api, places, timeout):
    """Creates an experiment at each (namespace, name); the times of the first and the last create."""
    begun = time.time()

    def one(place):
        api.need("POST", EXPERIMENTS.format(place[0]), experiment(*place, timeout))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, places))
    return begun, time.time()


class Heartbeats:
    """Patches the Lease of each experiment every `interval` seconds, as the trainer does; each heartbeat moves the step,
    and each `checkpoint_beats`th one brings a checkpoint."""

    def __init__(self, api, leases, interval, checkpoint_beats):
        self.api = api
        self.leases = leases
        self.interval = interval
        self.checkpoint_steps = checkpoint_beats * STEPS
        self.lock = threading.Lock()
        self.sent = {}
        self.count = 0
        self.refused = 0
        self.worst_late = 0.0
        self.attempt = 1
        self.hangs = False
        self._stop = threading.Event()
        self._begun = time.time()
        self._threads = [
            threading.Thread(target=self._work, args=(k,), daemon=True) for k in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def hang(self):
        """Heartbeats go on, steps do not."""
        self.hangs = True

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, k):
        mine = self.leases[k::THREADS]
        beat = steps = 0
        while not self._stop.is_set():
            for j, lease in enumerate(mine):
                due = self._begun + self.interval * (beat + j / len(mine) + k / len(self.leases))
                wait = due - time.time()
                if wait > 0 and self._stop.wait(wait) or self._stop.is_set():
                    return
                self.worst_late = max(self.worst_late, -wait)
                self._beat(lease, 1 + (steps + k) * STEPS)
            beat += 1
            steps += not self.hangs

    def _beat(self, lease, step):
        namespace, experiment, name = lease
        status, _ = self.api.request(
            "PATCH",
            LEASES.format(namespace) + f"/{name}?fieldManager=byol-trainer&force=true",
            {
                "apiVersion": "coordination.k8s.io/v1",
                "kind": "Lease",
                "metadata": {
                    "name": name,
                    "namespace": namespace,
                    "annotations": {"byol.dev/progress": json.dumps(self._progress(name, step))},
                },
                "spec": {"holderIdentity": f"{experiment}-a1-0/a1", "renewTime": now()},
            },
            APPLY,
        )
        with self.lock:
            self.count += 1
            self.refused += status >= 300
            self.sent[(namespace, experiment, step)] = time.time()

    def _progress(self, name, step):
        wobble = step % 97 / 1000
        saved = step // self.checkpoint_steps * self.checkpoint_steps
        return {
            "attempt": self.attempt,
            "acknowledged": 0,
            "phase": "TRAINING",
            "step": step,
            "activity": 0,
            "maxSteps": 1_000_000,
            "scheduleSteps": 1_000_000,
            "epoch": step * 64 / 1437,
            "loss": 1.2 + wobble,
            "learningRate": 0.2,
            "targetDecay": 0.99,
            "top1": 0.3 + wobble,
            "imagesPerSecond": 512.0 + wobble,
            "etaSeconds": 1_000_000 - step,
            "embeddingStd": 0.9,
            "checkpoint": {
                "step": saved,
                "uri": f"s3://runs/{name}/step-{saved:09d}",
                "time": "2026-01-01T00:00:00Z",
                "bytes": 1234567,
            },
        }


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
