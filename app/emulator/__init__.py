"""The tester's desk: simulated car, simulated backend, broker, bench window."""
