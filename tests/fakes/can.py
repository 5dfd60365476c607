"""A small car on one bus, and sources and servers that behave as a test says."""

import contextlib
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue

from app.adapters.can.frame import Frame
from app.adapters.can.source import SourceLost

DBC = """VERSION ""

BS_:

BU_: XXX

BO_ 256 MOTION: 8 XXX
 SG_ Speed : 7|16@0+ (0.01,0) [0|300] "km/h" XXX
 SG_ Valid : 16|1@1+ (1,0) [0|1] "" XXX
 SG_ Accel : 24|12@1- (0.01,0) [-10|10] "m/s^2" XXX
 SG_ Fuel : 40|8@1+ (0.5,0) [0|100] "%" XXX

BO_ 257 GEAR: 4 XXX
 SG_ Crc : 7|8@0+ (1,0) [0|255] "" XXX
 SG_ Count : 8|4@1+ (1,0) [0|15] "" XXX
 SG_ Selector : 12|4@1+ (1,0) [0|15] "" XXX
 SG_ Brake : 16|2@1+ (1,0) [0|3] "" XXX

BO_ 258 TYRES: 3 XXX
 SG_ Wheel M : 0|2@1+ (1,0) [0|3] "" XXX
 SG_ PressureLeft m0 : 8|10@1+ (1,0) [0|500] "kPa" XXX
 SG_ PressureRight m1 : 8|10@1+ (1,0) [0|500] "kPa" XXX

BO_ 259 STATE: 2 XXX
 SG_ Clamp : 0|2@1+ (1,0) [0|3] "" XXX
 SG_ Hood : 2|2@1+ (1,0) [0|3] "" XXX
 SG_ Soc : 8|8@1+ (0.5,0) [0|100] "%" XXX
"""
HEAD = """schema = "vehicle-profile/1"
id = "small-car"
version = "1"
vss = "6.0"
[vehicle]
powertrain = "electric"
driver_side = "left"
has_park = true
[[bus]]
name = "main"
dbc = ["small.dbc"]
channels = ["can0"]
silence_ms = 1000
"""
BODY = """
[[message]]
bus = "main"
name = "MOTION"
period_ms = 100
[[message]]
bus = "main"
name = "GEAR"
period_ms = 100
checksum = { type = "sum8", signal = "Crc" }
counter = { signal = "Count", modulo = 16 }
[[message]]
bus = "main"
name = "TYRES"
period_ms = 250
[[message]]
bus = "main"
name = "STATE"
event = true
[[signal]]
path = "Vehicle.Speed"
bus = "main"
source = "MOTION.Speed"
invalid_raw = ["0xFFFE-0xFFFF"]
valid_if = { signal = "Valid", equals = 1 }
[[signal]]
path = "Vehicle.Acceleration.Longitudinal"
bus = "main"
source = "MOTION.Accel"
factor = -1
[[signal]]
path = "Vehicle.Powertrain.FuelSystem.RelativeLevel"
bus = "main"
source = "MOTION.Fuel"
[[signal]]
path = "Vehicle.Powertrain.Transmission.SelectedGear"
bus = "main"
source = "GEAR.Selector"
map = { 2 = 126, 3 = -1, 4 = 0, 5 = 127 }
[[signal]]
path = "Vehicle.Chassis.ParkingBrake.IsEngaged"
bus = "main"
source = "GEAR.Brake"
invalid_raw = [3]
[[signal]]
path = "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure"
bus = "main"
source = "TYRES.PressureLeft"
[[signal]]
path = "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure"
bus = "main"
source = "TYRES.PressureRight"
mux = { Wheel = 1 }
[[signal]]
path = "Vehicle.LowVoltageSystemState"
bus = "main"
source = "STATE.Clamp"
map = { 0 = "OFF", 1 = "ACC", 2 = "ON" }
[[signal]]
path = "Vehicle.Body.Hood.IsOpen"
bus = "main"
source = "STATE.Hood"
invalid_raw = [3]
[[signal]]
path = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"
bus = "main"
source = "STATE.Soc"
invalid_raw = ["0xFE-0xFF"]
"""


def write_profile(folder: Path, body: str = BODY, head: str = HEAD, dbc: str = DBC) -> Path:
    """The small car's profile folder below *folder*."""
    car = folder / "small-car"
    car.mkdir(exist_ok=True)
    (car / "profile.toml").write_text(head + body, "utf-8")
    (car / "small.dbc").write_text(dbc, "utf-8")
    return car


class ScriptedSource:
    """Delivers what the test puts: a list of frames, or an exception to raise."""

    def __init__(self) -> None:
        self.steps: Queue[Sequence[Frame] | SourceLost] = Queue()
        self.opened = threading.Event()
        self.opens = 0

    def open(self) -> None:
        self.opens += 1
        self.opened.set()

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        del max_n
        try:
            step = self.steps.get(timeout=timeout_s)
        except Empty:
            return []
        if isinstance(step, SourceLost):
            raise step
        return list(step)

    def close(self) -> None:
        self.steps.put([])

    def stats(self) -> dict[str, int]:
        return {"opens": self.opens}


class SocketcandServer:
    """Accepts one connection and plays a script, then holds the connection until `close`.

    Bytes of the script are sent, a number awaits that many `>`, None hangs up.
    """

    def __init__(self, *script: bytes | int | None) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.received = b""
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        for end in (self._listener, self._connection):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            self._connection, _ = self._listener.accept()
            with self._connection:
                self._play(self._connection)

    def _play(self, connection: socket.socket) -> None:
        for step in self._script:
            if step is None:
                return
            if isinstance(step, bytes):
                connection.sendall(step)
            else:
                self._await(connection, step)
        while connection.recv(4096):
            pass

    def _await(self, connection: socket.socket, packets: int) -> None:
        wanted = self.received.count(b">") + packets
        while self.received.count(b">") < wanted and (chunk := connection.recv(4096)):
            self.received += chunk
