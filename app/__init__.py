"""Habitacle: the connected-services application of a car's head unit."""

__version__ = "0.1.0"
