"""Qt Quick infrastructure shared by all screens."""
