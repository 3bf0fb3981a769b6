"""Pages under load: a service of its own, and so many clinicians who click, each a second or two
after the last answer; then one of them who drags a slider.

    python -m bench.clicks [--clinicians 20] [--seconds 300]

Each signs in, admits a patient of theirs, and goes round: the list, does it fit, a plan, a score,
the follow-up, what if, the record. Prints shares of the times in ms by screen, what was no answer
(a page that says it is being worked out is one), and the steps of the slider alone; exit code 1
for any error.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from baclofen.service import hash_of
from bench.load import free_port, shares

_PASSWORD = secrets.token_urlsafe(12)
_PERSON = {
    "age_y": "52", "sex": "female", "weight_kg": "68", "height_cm": "166", "creatinine": "0.8",
    "creatinine_unit": "mg/dL", "creatinine_on": datetime.now().astimezone().date().isoformat(),
    "syndrome": "ms_spasticity", "conditions": "Multiple sclerosis",
    "medicines": "sertraline", "allergies": "none", "baclofen": "20 mg three times daily",
}  # fmt: skip
_HIDDEN = re.compile(r'<input type="hidden" name="(form_key|seen)" value="([^"]*)"')


class Clinician:
    """A browser without a script: it keeps its cookie, and sends the hidden fields of its page."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name, self.cookie, self.page = port, name, "", ""
        self.times: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter[object] = Counter()
        self.where = ""

    def get(self, screen: str, path: str) -> None:
        self._ask(screen, "GET", path, None)

    def post(self, screen: str, path: str, **fields: str) -> None:
        self._ask(screen, "POST", path, {**dict(_HIDDEN.findall(self.page)), **fields})

    def _ask(self, screen: str, method: str, path: str, fields: dict[str, str] | None) -> None:
        headers = {"cookie": self.cookie, "content-type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, urlencode(fields or {}), headers)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as gap:
            self.wrong[f"{screen}: {type(gap).__name__}"] += 1
            return
        finally:
            connection.close()
        self.times[screen].append(1000 * (time.perf_counter() - begun))
        if made := answer.getheader("set-cookie"):
            self.cookie = made.partition(";")[0]
        if answer.status == 303:
            self.where = answer.getheader("location") or ""
            return
        self.page = body
        if answer.status not in (200, 202):
            self.wrong[f"{screen}: {answer.status}"] += 1

    def arrive(self) -> str:
        """Signs in and admits a patient; the address of it."""
        self.post("sign in", "/sign-in", name=self.name, password=_PASSWORD)
        self.get("list", "/patients")
        self.post("admit", "/patients/typed", **_PERSON)
        return "/".join(self.where.split("/")[:3])

    def click(self, patient: str, until: float, rng: random.Random) -> None:
        """Goes round until the end."""
        while True:
            for screen, path in (
                ("list", "/patients"), ("read", patient), ("fit", f"{patient}/fit"),
                ("plan", f"{patient}/plan"), ("follow", f"{patient}/follow"),
                ("score", ""), ("follow", f"{patient}/follow"), ("what if", f"{patient}/try"),
                ("record", f"{patient}/record"),
            ):  # fmt: skip
                if time.monotonic() > until:
                    return
                if screen == "score":
                    score = str(rng.randrange(11))
                    self.post(screen, f"{patient}/follow/scored", scale="nrs", score=score)
                else:
                    self.get(screen, path)
                time.sleep(rng.uniform(1.0, 2.0))

    def drag(self, patient: str, steps: int, **fields: str) -> list[float]:
        """So many steps of the slider of the dose, one after the other."""
        self.get("what if", f"{patient}/try")
        screen = f"step {fields}"
        for n in range(steps):
            dose = f"{20 + 2.5 * (n % 20):g}"
            self.post(screen, f"{patient}/try", per_day=dose, **fields)
        return self.times.pop(screen, [])


def _log(folder: Path) -> Path:
    """What the service says while it runs."""
    return folder / "service.log"


def _faults(folder: Path) -> list[str]:
    """Its lines that tell of a fault, with where it happened."""
    return [line for line in _log(folder).read_text().splitlines() if '"event": "fault"' in line]


def started(port: int, folder: Path, clinicians: int) -> subprocess.Popen[bytes]:
    """A service with these users, its store in the folder."""
    hashed = hash_of(_PASSWORD)
    users = folder / "users.toml"
    users.write_text(
        "".join(
            f'[users."c{n}"]\nclinic = "pain"\nrole = "prescriber"\npassword = "{hashed}"\n'
            for n in range(clinicians)
        )
    )
    users.chmod(0o600)
    told = {
        "BACLOFEN_USERS": f"{users}", "BACLOFEN_STORE": f"{folder / 's.sqlite'}",
        "BACLOFEN_KEYS": "pain " + base64.b64encode(secrets.token_bytes(32)).decode(),
    }  # fmt: skip
    with _log(folder).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "baclofen", "serve", "--port", f"{port}"],
            stderr=log, env={**os.environ, **told},
        )  # fmt: skip
    for _ in range(600):
        one = Clinician(port, "")
        one.get("up", "/sign-in")
        if not one.wrong:
            return process
        time.sleep(0.1)
    process.kill()
    raise RuntimeError("the service did not come up")


def main() -> int:
    parser = argparse.ArgumentParser(description="Pages under load.")
    parser.add_argument("--clinicians", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300)
    told = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = started(port, Path(folder), told.clinicians)
        try:
            all_ = [Clinician(port, f"c{n}") for n in range(told.clinicians)]
            patients = [one.arrive() for one in all_]
            for one in all_:
                one.times.clear()
            until = time.monotonic() + told.seconds
            threads = [
                threading.Thread(target=one.click, args=(patient, until, random.Random(n)))  # noqa: S311
                for n, (one, patient) in enumerate(zip(all_, patients, strict=True))
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            alone = all_[0].drag(patients[0], 60)
            all_[0].drag(patients[0], 10, effects="yes")
            time.sleep(10)  # until the illustrations are compiled
            drawn = all_[0].drag(patients[0], 60, effects="yes")
        finally:
            process.terminate()
            process.wait()
        faults = _faults(Path(folder))
    by_screen: dict[str, list[float]] = defaultdict(list)
    for one in all_:
        for screen, times in one.times.items():
            by_screen[screen] += times
    wrong = sum((one.wrong for one in all_), Counter())
    clicks = [t for times in by_screen.values() for t in times]
    print(f"{len(clicks)} clicks of {told.clinicians} clinicians in {told.seconds:g} s: ms "
          f"{shares(clicks)}, wrong: {dict(wrong) or 'nothing'}")  # fmt: skip
    for screen, times in by_screen.items():
        print(f"  {screen}: {len(times)}, ms {shares(times)}")
    print(f"  a step of the slider: {len(alone)}, ms {shares(alone)}")
    print(f"  a step with all that only illustrates: {len(drawn)}, ms {shares(drawn)}")
    for line in faults:
        print(f"  {line}")
    return 1 if wrong or faults else 0


if __name__ == "__main__":
    sys.exit(main())
