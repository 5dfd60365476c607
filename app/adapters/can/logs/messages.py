"""python-can's messages as records, for the formats its readers read."""

from can import Message

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.records import Record


def from_message(message: Message, channel: str) -> Record:
    """The record of *message*; its time is a float, good for microseconds."""
    t_ns = round(message.timestamp * 1e6) * 1000
    if message.is_error_frame:
        return Record(t_ns, channel, 0, ERROR, b"")
    flags = (
        (EXTENDED if message.is_extended_id else 0)
        | (REMOTE if message.is_remote_frame else 0)
        | (FD if message.is_fd else 0)
    )
    data = b"" if message.is_remote_frame else bytes(message.data)
    return Record(t_ns, channel, message.arbitration_id, flags, data)
