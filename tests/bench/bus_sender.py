"""Eight socketcand buses that play frames at a fixed rate; a process of its own.

`python -m tests.bench.bus_sender LOG FRAMES_A_SECOND SECONDS PROBE_ID` prints the channels as one
line of JSON, waits for a line on standard input, sends, and prints how many frames left each bus.
"""

import json
import sys
import time
from itertools import cycle
from pathlib import Path

from app.adapters.can.logs.reader import LogReader
from app.emulator.car.server import SocketcandServer

BUSES = tuple(f"b{number}" for number in range(8))
_TICK_S = 0.01
_WRAP_US = 2_000_000_000


def main(log: Path, rate: int, seconds: float, probe_id: int) -> None:
    """Send *rate* frames a second on each bus; the first of a tick on the first bus is the probe.

    The probe's payload is the monotonic time in us, modulo 2e9, as four bytes, little-endian.
    """
    texts = cycle([f"{r.can_id:03X}", f"{r.data.hex().upper()} >"] for r in LogReader(log))
    servers = {bus: SocketcandServer(bus) for bus in BUSES}
    for server in servers.values():
        server.start()
    sys.stdout.write(json.dumps({bus: server.channel for bus, server in servers.items()}) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    start, sent = time.monotonic(), 0
    counts = dict.fromkeys(BUSES, 0)
    while (now := time.monotonic()) < start + seconds:
        due = int((now - start) * rate)
        stamp = f"{time.time():.6f}"
        block = "".join(
            f"< frame {identifier} {stamp} {rest}"
            for identifier, rest in (next(texts) for _ in range(due - sent - 1))
        ).encode()
        first = next(texts)
        for bus, server in servers.items():
            head = f"< frame {first[0]} {stamp} {first[1]}"
            if bus == BUSES[0]:
                tick = int(time.monotonic() * 1e6) % _WRAP_US
                head = f"< frame {probe_id:03X} {stamp} {tick.to_bytes(4, 'little').hex()} >"
            if due > sent and server.send(head.encode() + block):
                counts[bus] += due - sent
        sent = due
        time.sleep(max(0.0, now + _TICK_S - time.monotonic()))
    sys.stdout.write(json.dumps(counts) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for server in servers.values():
        server.stop()


if __name__ == "__main__":
    _, path, per_second, duration, probe = sys.argv
    main(Path(path), int(per_second), float(duration), int(probe, 0))
