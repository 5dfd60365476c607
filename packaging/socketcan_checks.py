"""The checks of `prove-socketcan`, inside the emulated machine: real kernel, real interface.

`habitacle listen` reads vcan0; can-utils are the other stations on the bus.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROOF = Path("/proof")
INTERFACE = "vcan0"
SPEED = "Vehicle.Speed"
MOTION = "100"
"""Identifier of the small car's message with the speed, 0.01 km/h in its first two bytes."""
PATIENCE_S = 60.0
STATE_FRAMES = ("-I", "103", "-L", "2", "-D", "02A0", "-p", "10")
"""A message without a declared period, which may come as often as it likes."""

Row = dict[str, Any]


class CheckError(Exception):
    """A check that failed; the text says what was seen."""


class Listener:
    """A running `habitacle listen`: its rows as they come, its counts at the end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._rows: queue.SimpleQueue[Row] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def until(self, wanted: Callable[[Row], bool], patience_s: float = PATIENCE_S) -> Row:
        """The next row that is *wanted*."""
        end = time.monotonic() + patience_s
        while (left := end - time.monotonic()) > 0:
            try:
                row = self._rows.get(timeout=left)
            except queue.Empty:
                break
            if wanted(row):
                return row
        raise CheckError("no such row came")

    def saw(self, path: str) -> bool:
        """Whether a row of *path* comes within a second."""
        try:
            self.until(lambda row: row["signal"] == path, 1.0)
        except CheckError:
            return False
        return True

    def counts(self) -> dict[str, int]:
        """End the listener; what it counted on the bus, the source's counts included."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        text = (PROOF / "listener.err").read_text("utf-8")
        counts: dict[str, int] = json.loads(text.splitlines()[-1])["main"]
        return counts

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._rows.put(json.loads(line))


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener that has bound its socket to the interface."""
    words = [sys.executable, "-m", "app", "listen", "--vehicle", str(PROOF / "small-car")]
    words += ["--data-dir", "/proof/data", "--can", f"main=socketcan:{INTERFACE}"]
    with (PROOF / "listener.err").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=PROOF / "project"
        )
    with process:
        try:
            wait_for("the listener's socket", lambda: bool(subscribed()))
            yield Listener(process)
        finally:
            process.kill()


def subscribed() -> list[str]:
    """11-bit identifiers in the kernel's table of exact filters."""
    table = Path("/proc/net/can/rcvlist_sff").read_text("ascii").splitlines()
    rows = (line.split() for line in table)
    return sorted(words[1] for words in rows if words and words[0] == INTERFACE)


def wait_for(what: str, condition: Callable[[], bool]) -> None:
    """Until *condition* holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise CheckError(f"waited in vain for {what}")
        time.sleep(0.05)


def command(*words: str) -> None:
    """Run a program of the guest."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def send(kmh: float) -> None:
    """A MOTION frame with a valid speed."""
    command("cansend", INTERFACE, f"{MOTION}#{round(kmh * 100):04X}010000640000")


def expect(what: str, seen: object, wanted: object) -> None:
    """CheckError unless they are equal."""
    if seen != wanted:
        raise CheckError(f"{what}: {seen}, expected {wanted}")


def values() -> None:
    """What cansend puts on the bus comes out as values, and candump hears the same frames."""
    with listening() as listener, candump() as heard:
        for kmh in (50.0, 50.25, 50.5):
            send(kmh)
            row = listener.until(lambda row: row["signal"] == SPEED)
            expect("speed", (row["value"], row["unit"], row["validity"]), (kmh, "km/h", "valid"))
        wait_for("candump", lambda: heard().count(f" {MOTION}#") == 3)  # noqa: PLR2004  as sent


@contextmanager
def candump() -> Iterator[Callable[[], str]]:
    """The frames on the bus as the tool of the kernel's own developers sees them."""
    log = PROOF / "candump.log"
    with log.open("wb") as out:
        process = subprocess.Popen(["/usr/bin/candump", "-L", INTERFACE], stdout=out)
    with process:
        try:
            yield lambda: log.read_text("ascii")
        finally:
            process.kill()


def flexible_data_rate() -> None:
    """A CAN FD frame, with bit rate switch, on a bus that the profile says has them."""
    with listening() as listener:
        command("cansend", INTERFACE, "102##100F000")
        row = listener.until(lambda row: row["signal"].endswith("Left.Tire.Pressure"))
        expect("pressure", (row["value"], row["unit"]), (240, "kPa"))


def filters() -> None:
    """Frames that nobody subscribed to do not reach the process."""
    with listening() as listener:
        expect("filters in the kernel", subscribed(), ["100", "101", "102", "103"])
        command("cangen", INTERFACE, "-g", "0", "-n", "5000", "-I", "200", "-L", "8")
        command("cangen", INTERFACE, "-g", "0", "-n", "5000", "-e", "-L", "8")
        send(50)
        listener.until(lambda row: row["signal"] == SPEED)
        counts = listener.counts()
    expect("frames", (counts["frames"], counts["unknown_id"]), (1, 0))


def full_bus() -> None:
    """5 000 frames/s, more than 500 kbit/s can carry, for two seconds: none is lost."""
    count = 10_000
    with listening() as listener:
        command("cangen", INTERFACE, "-g", "0.2", "-n", str(count), *STATE_FRAMES)
        send(50)
        listener.until(lambda row: row["signal"] == SPEED)
        counts = listener.counts()
    seen = counts["frames"], counts.get("dropped", 0)
    expect("frames received and dropped", seen, (count + 1, 0))


def overflow() -> None:
    """More frames at once than the buffer holds: every one is received or counted as dropped."""
    count, sent = 40_000, 0
    with listening() as listener:
        command("cangen", INTERFACE, "-g", "0", "-n", str(count), *STATE_FRAMES)
        while sent == 0 or not listener.saw(SPEED):
            send(50)
            sent += 1
        send(50.25)  # the first frame of a batch tells what was dropped before it
        listener.until(lambda row: row["value"] == 50.25)  # noqa: PLR2004  as sent
        counts = listener.counts()
    dropped = counts.get("dropped", 0)
    expect("frames received or dropped", counts["frames"] + dropped, count + sent + 1)
    print(f"   {dropped} of {count} frames dropped and counted", flush=True)


def errors_and_remote_frames() -> None:
    """Error frames and remote frames are counted and never decoded."""
    with listening() as listener:
        for frame in ("20000004#0000000000000000", "20000040#0000000000000000", "100#R"):
            command("cansend", INTERFACE, frame)
        send(50)
        listener.until(lambda row: row["signal"] == SPEED)
        counts = listener.counts()
    seen = counts["error_frames"], counts["remote"], counts["decoded"]
    expect("error, remote and decoded frames", seen, (2, 1, 1))


def down_and_up() -> None:
    """An interface that goes down makes values stale at once; up again, they come back."""
    with listening() as listener:
        send(50)
        listener.until(lambda row: row["value"] == 50)  # noqa: PLR2004  as sent
        command("ip", "link", "set", INTERFACE, "down")
        row = listener.until(lambda row: row["signal"] == SPEED)
        expect("speed", (row["value"], row["validity"], row["reason"]), (None, "stale", "bus_lost"))
        command("ip", "link", "set", INTERFACE, "up")
        up = time.monotonic()
        wait_for("the listener's socket", lambda: bool(subscribed()))
        with periodic(60):
            listener.until(lambda row: row["value"] == 60)  # noqa: PLR2004  as sent
        print(f"   back after {time.monotonic() - up:.1f} s", flush=True)
        listener.counts()
    words = (PROOF / "listener.err").read_text("utf-8")
    expect("losses logged", words.count("lost: socketcan"), 1)


@contextmanager
def periodic(kmh: float) -> Iterator[None]:
    """The speed, four times a second."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(0.25):
            send(kmh)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


CHECKS = (
    values,
    flexible_data_rate,
    filters,
    full_bus,
    overflow,
    errors_and_remote_frames,
    down_and_up,
)


def main() -> int:
    """Run all checks; 0 if all hold."""
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    command("ip", "link", "add", "dev", INTERFACE, "type", "vcan")
    command("ip", "link", "set", INTERFACE, "up")
    print(f"Linux {os.uname().release}, Python {sys.version.split()[0]}", flush=True)
    for check in CHECKS:
        start = time.monotonic()
        try:
            check()
        except (CheckError, subprocess.SubprocessError, OSError) as error:
            print(f"   {check.__name__}: {error}\n{(PROOF / 'listener.err').read_text('utf-8')}")
            return 1
        print(f"ok {check.__name__}, {time.monotonic() - start:.1f} s", flush=True)
    print("PASS", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
