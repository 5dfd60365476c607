"""The simulated backend: speaks the published contract and nothing else."""

from app.emulator.cloud.cloud import Cloud
from app.emulator.cloud.received import Received, Violation
from app.emulator.cloud.signer import Signer, desk_signer
from app.emulator.cloud.speaker import MessagePort, Speaker

__all__ = ["Cloud", "MessagePort", "Received", "Signer", "Speaker", "Violation", "desk_signer"]
