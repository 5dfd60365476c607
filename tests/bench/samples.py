"""Memory, processor share, threads and open files of a desk's processes, as the kernel tells."""

import time
from pathlib import Path
from typing import NamedTuple

from tests.harness.processes import cpu_seconds, descendants, hmi_of, rss_mib


class Sample(NamedTuple):
    """One process at one moment; `t` seconds since the first, `cpu_percent` of one core since the
    sample before. `anon_mib` is the process's own memory, resident or swapped out; the others
    also count what it maps, and change with who else maps it.
    """

    t: float
    process: str
    pid: int
    anon_mib: float
    rss_mib: float
    pss_mib: float
    cpu_percent: float
    threads: int
    fds: int


class Sampler:
    """Reads the desk whose emulator has *pid*, by the names emulator, hmi, broker, updates."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._began = time.monotonic()
        self._used: dict[int, tuple[float, float]] = {}
        self._use()

    def processes(self) -> dict[str, int]:
        """Name -> pid of those that run now; guards, which only wait, are left out."""
        below = descendants(self._pid)
        hmi = hmi_of(below)
        named = {"emulator": self._pid, "hmi": hmi}
        for pid in below - {hmi}:
            try:
                program = Path(f"/proc/{pid}/comm").read_text("ascii").strip()
            except OSError:
                continue
            if program == "mosquitto":
                named["broker"] = pid
        inner = descendants(hmi)
        if inner:
            named["updates"] = max(inner, key=rss_mib)
        return named

    def read(self) -> list[Sample]:
        """A sample of each; a process that ends meanwhile has none."""
        samples = []
        for name, pid in self.processes().items():
            try:
                samples.append(self._sample(name, pid))
            except (OSError, StopIteration):
                continue
        return samples

    def _sample(self, name: str, pid: int) -> Sample:
        now, used = time.monotonic(), cpu_seconds(pid)
        then, before = self._used.get(pid, (now - 1.0, used))
        self._used[pid] = (now, used)
        return Sample(
            t=round(now - self._began, 1),
            process=name,
            pid=pid,
            anon_mib=round(anon_mib(pid), 2),
            rss_mib=round(rss_mib(pid), 2),
            pss_mib=round(pss_mib(pid), 2),
            cpu_percent=round(100 * (used - before) / (now - then), 2),
            threads=_count(pid, "task"),
            fds=_count(pid, "fd"),
        )

    def _use(self) -> None:
        for pid in self.processes().values():
            self._used[pid] = (time.monotonic(), cpu_seconds(pid))


def pss_mib(pid: int) -> float:
    """Memory of *pid*, what it shares divided by those who share it."""
    return _kib(Path(f"/proc/{pid}/smaps_rollup"), ("Pss:",)) / 1024


def anon_mib(pid: int) -> float:
    """Memory of *pid* that is in no file."""
    return _kib(Path(f"/proc/{pid}/status"), ("RssAnon:", "VmSwap:")) / 1024


def _count(pid: int, what: str) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())


def _kib(file: Path, keys: tuple[str, ...]) -> int:
    lines = file.read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(keys))
