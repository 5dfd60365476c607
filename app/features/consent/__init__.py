"""Purposes, consent records, the gateway and the ledger of what left the car."""
