"""Speed of decoding against cantools, and the feed's share of a processor.

Run as a script (it prints one line a figure), or call `main`.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.adapters.can.codegen import compile_decoder
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.main.bench_decode import Frames, all_signals, feed_share, loop, ratio

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "can" / "toyota_rav4_2017_comma2k19"
DBC = DATA / "toyota_new_mc_pt_generated.dbc"
LOG = DATA / "drive_10s_can0.log"
PROFILE = ROOT / "assets" / "vehicles" / "toyota-rav4-2017"
SUBSCRIBED = {
    "SPEED": ("SPEED",),
    "ENGINE_RPM": ("RPM",),
    "GAS_PEDAL": ("GAS_PEDAL",),
    "BRAKE_MODULE": ("BRAKE_PRESSED",),
    "KINEMATICS": ("YAW_RATE", "ACCEL_X", "ACCEL_Y"),
    "GEAR_PACKET": ("GEAR",),
    "BODY_CONTROL_STATE": (
        "DOOR_OPEN_FL",
        "DOOR_OPEN_FR",
        "DOOR_OPEN_RL",
        "DOOR_OPEN_RR",
        "SEATBELT_DRIVER_UNLATCHED",
        "PARKING_BRAKE",
    ),
    "UI_SETTING": ("ODOMETER",),
    "BLINKERS_STATE": ("TURN_SIGNALS",),
}


def main() -> dict[str, float]:
    """Ratios of time per frame (cantools / ours) and processor share in percent."""
    messages = load_dbc(DBC)
    known = {message.can_id: message for message in messages}
    frames = [(r.can_id, r.data) for r in LogReader(LOG)]
    plan = load_plan(load_profile(PROFILE, [DBC]), None)
    decodable = [(i, d) for i, d in frames if i in known]
    subscribed = [(i, d) for i, d in decodable if known[i].name in SUBSCRIBED]
    return {
        "all_signals_ratio": ratio(decodable, all_signals(messages), DBC),
        "subscribed_ratio": ratio(decodable, _subscribed(messages), DBC),
        "subscribed_messages_only_ratio": ratio(subscribed, _subscribed(messages), DBC),
        "feed_cpu_percent_at_2000_per_s": feed_share(plan, "pt", frames),
    }


def _subscribed(messages: Sequence[DbcMessage]) -> Callable[[Frames], None]:
    return loop(
        {
            message.can_id: compile_decoder(
                [("value", message.signals[name].field) for name in SUBSCRIBED[message.name]],
                message.length,
            )
            for message in messages
            if message.name in SUBSCRIBED
        }
    )


if __name__ == "__main__":
    for figure, value in main().items():
        sys.stdout.write(f"{figure} {value:.2f}\n")
