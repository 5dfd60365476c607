"""What a trace is made of: names, the lines of its files, their hashes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.emulator.car.frames import ERROR, EXTENDED, FD, SentFrame

FORMAT = "habtrace"
SCHEMA = 1
MANIFEST = "manifest.json"
CAN, MQTT, UI, ACTS = "can.log", "mqtt.jsonl", "ui.jsonl", "acts.jsonl"
FILES = (CAN, MQTT, UI, ACTS)
NOTE = (
    "A trace of a simulated car on a desk: the frames of its buses, the messages at the desk's "
    "broker, what was touched on the screen, and what the tester did on the bench. Whatever a "
    "tester typed or chose may be in it. Frames of a recording that was played instead of the "
    "simulation are in it, without those that tell a VIN."
)
_ERROR_BIT = 0x2000_0000


def candump(t_ns: int, bus: str, frames: Sequence[SentFrame]) -> str:
    """Lines of `candump -L` with *t_ns* cut to microseconds; the bus is the channel."""
    seconds, micro = divmod(t_ns // 1000, 1_000_000)
    head = f"({seconds}.{micro:06d}) {bus} "
    return "".join(f"{head}{_frame(frame)}\n" for frame in frames)


def row(t_s: float, told: Mapping[str, object]) -> str:
    """A line of JSON; `t` comes first, in seconds since the trace began."""
    return json.dumps({"t": round(t_s, 6), **told}, ensure_ascii=False) + "\n"


def sha256(path: Path) -> str:
    """Hash of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _frame(frame: SentFrame) -> str:
    can_id, data, flags = frame
    if flags & ERROR:
        return f"{can_id | _ERROR_BIT:08X}#{data.hex().upper()}"
    name = f"{can_id:08X}" if flags & EXTENDED else f"{can_id:03X}"
    return f"{name}##1{data.hex().upper()}" if flags & FD else f"{name}#{data.hex().upper()}"
