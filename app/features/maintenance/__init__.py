"""Warnings the car's own signals justify, and their life cycle."""
