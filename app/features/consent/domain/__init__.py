"""Purposes, consents, what they permit, and what left: pure rules."""
