"""Hooks under load: a service of its own, so many requests a second, and how long each took.

    python -m bench.load [--seconds 120] [--rate 50] [--workers 2]

Requests are the fifteen orders of tests/records/hooks, in turn. Each is sent when it is due,
whether or not the one before is answered, so that a slow service is seen as slow. Prints shares of
the times in ms and what was not 200; exit code 1 when anything was not.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.records.hooks import OVERLAYS

_SHARES = (0.5, 0.95, 0.99, 1.0)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port


def started(port: int, workers: int, folder: str) -> subprocess.Popen[bytes]:
    state = {"BACLOFEN_STATE": str(Path(folder) / "state.sqlite")}
    command = [sys.executable, "-m", "baclofen", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stderr=subprocess.DEVNULL,
        env={**os.environ, **state},
    )
    for _ in range(600):
        try:
            if asked(port, "GET", "/health/ready", b"")[0] == 200:
                return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the service did not come up")


def asked(port: int, method: str, path: str, body: bytes) -> tuple[int, float]:
    """Status, and how long it took in ms."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"content-type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, 1000 * (time.perf_counter() - begun)
    finally:
        connection.close()


def loaded(port: int, rate: float, seconds: float) -> tuple[list[float], Counter[object]]:
    """The times, and how often each status came; an error counts by its name."""
    bodies = list(OVERLAYS.values())
    statuses: Counter[object] = Counter()
    times: list[float] = []

    def one(number: int) -> None:
        body = bodies[number % len(bodies)]
        try:
            status, taken = asked(port, "POST", "/cds-services/baclofen", body)
        except OSError as gap:
            statuses[type(gap).__name__] += 1
            return
        statuses[status] += 1
        times.append(taken)

    begun = time.perf_counter()
    with ThreadPoolExecutor(64) as pool:
        for number in range(round(rate * seconds)):
            time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            pool.submit(one, number)
    return times, statuses


def shares(times: list[float]) -> dict[str, int]:
    """The usual shares of times, in ms; none of no times."""
    ordered = sorted(times)
    return {f"p{round(100 * s)}": round(ordered[min(len(ordered) - 1, int(s * len(ordered)))])
            for s in _SHARES if ordered}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="Hooks under load.")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--workers", type=int, default=2)
    told = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = started(port, told.workers, folder)
        try:
            loaded(port, told.rate, 2)  # every worker has read its tables
            times, statuses = loaded(port, told.rate, told.seconds)
        finally:
            process.terminate()
            process.wait()
    print(
        f"{sum(statuses.values())} requests at {told.rate:g} a second: ms {shares(times)}, "
        f"{dict(statuses)}"
    )
    return 0 if set(statuses) == {200} else 1


if __name__ == "__main__":
    sys.exit(main())
