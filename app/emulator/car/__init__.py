"""A simulated electric car that speaks only CAN, over loopback sockets."""

from app.emulator.car.car import SimulatedCar
from app.emulator.car.controls import Controls
from app.emulator.car.faults import FAULT_KINDS, Faults
from app.emulator.car.snapshot import CarState

__all__ = ["FAULT_KINDS", "CarState", "Controls", "Faults", "SimulatedCar"]
