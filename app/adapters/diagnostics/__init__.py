"""Diagnostic requests to the car: the only part of the product that sends on a CAN bus."""
