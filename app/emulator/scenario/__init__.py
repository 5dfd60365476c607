"""Scenarios: what a tester does by hand, as files that run by themselves."""
