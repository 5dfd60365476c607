"""The simulated backend: speaks the published contract and nothing else."""

from app.emulator.cloud.cloud import Cloud, MessagePort, Received, Refusal
from app.emulator.cloud.contract import Contract, ContractError

__all__ = ["Cloud", "Contract", "ContractError", "MessagePort", "Received", "Refusal"]
