"""SAE J1939 identifiers: parameter groups and source addresses (J1939-21)."""

PDU2_FIRST = 240
"""From this PDU format on, the second byte belongs to the group; below it is a destination."""
PDU2_MASK = 0x03FFFF00
PDU1_MASK = 0x03FF0000
ANY_SOURCE = 0xFE
"""The null address: an identifier written with it stands for every sender."""
LAST_SOURCE = 0xFD
TRANSPORT_KEYS = frozenset({0xEC0000, 0xEB0000})
"""TP.CM and TP.DT: frames that carry pieces of longer messages."""


def pgn_key(can_id: int) -> int:
    """*can_id* (29 bits) without priority, source and destination: equal for one group."""
    return can_id & (PDU2_MASK if can_id >> 16 & 0xFF >= PDU2_FIRST else PDU1_MASK)


def pgn(can_id: int) -> int:
    """Parameter group number of *can_id*, e.g. 0xF004 (61444)."""
    return pgn_key(can_id) >> 8


def source_address(can_id: int) -> int:
    """Address of the sender in *can_id*."""
    return can_id & 0xFF
