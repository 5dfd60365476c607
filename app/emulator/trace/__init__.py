"""Traces: CAN, MQTT, screen and acts of a desk on one clock, in one file that replays."""

from app.emulator.trace.bundle import SUFFIX, Bundle, Manifest, is_bundle, opened
from app.emulator.trace.tracer import Tracer
from app.emulator.trace.writer import About, TraceWriter, pack_left

__all__ = [
    "SUFFIX",
    "About",
    "Bundle",
    "Manifest",
    "TraceWriter",
    "Tracer",
    "is_bundle",
    "opened",
    "pack_left",
]
