"""Pure vocabulary shared by every feature: no Qt, no I/O, no clock of its own."""
