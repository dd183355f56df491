"""All-reduce of float32 with torch.distributed over gloo: prints {what: median milliseconds} as JSON.

Argument: number of processes, on this machine. The messages are those of `byol bench all-reduce`.
"""

import json
import os
import socket
import statistics
import sys
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

SECONDS = 1.0
WARM_UP = 5
MESSAGES = {
    "1 KiB": 1 << 10,
    "16 KiB": 16 << 10,
    "64 KiB": 64 << 10,
    "256 KiB": 256 << 10,
    "4.194304 MB": 4 << 20,
    "148.5 MB": 148_500_000,
}


def median(rank, size):
    values = torch.zeros(size // 4)
    more = torch.ones(1)
    times = []
    start = time.perf_counter()
    while more.item() > 0:
        before = time.perf_counter()
        dist.all_reduce(values)
        times.append(time.perf_counter() - before)
        # Rank 0's clock decides for all whether there is another round.
        again = len(times) < 2 * WARM_UP or time.perf_counter() - start < SECONDS
        more.fill_(1.0 if rank == 0 and again else 0.0)
        dist.all_reduce(more)
    return statistics.median(times[WARM_UP:]) * 1e3


def worker(rank, size, port):
    os.environ.update(
        MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), GLOO_SOCKET_IFNAME="lo"
    )
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=size)
    result = {what: median(rank, length) for what, length in MESSAGES.items()}
    if rank == 0:
        print(json.dumps(result), flush=True)
    dist.barrier()
    dist.destroy_process_group()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    workers = int(sys.argv[1])
    mp.spawn(worker, args=(workers, free_port()), nprocs=workers)
