"""The driver's preferences on this head unit; nothing here leaves the car."""
