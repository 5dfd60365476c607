"""The simulated backend: speaks the published contract and nothing else."""

from app.emulator.cloud.cloud import Cloud
from app.emulator.cloud.pusher import Pushed
from app.emulator.cloud.pushes import FAULTS, PUSHES, Push, load_examples
from app.emulator.cloud.received import Received, Violation
from app.emulator.cloud.signer import Signer, desk_signer, pinned_file
from app.emulator.cloud.speaker import MessagePort, Speaker

__all__ = [
    "FAULTS",
    "PUSHES",
    "Cloud",
    "MessagePort",
    "Push",
    "Pushed",
    "Received",
    "Signer",
    "Speaker",
    "Violation",
    "desk_signer",
    "load_examples",
    "pinned_file",
]
