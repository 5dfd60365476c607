"""The tester's control window: drive, faults, network, and what the cloud received."""
