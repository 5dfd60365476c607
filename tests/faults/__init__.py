"""Faults of network, broker, backend and power against the running sync core."""
