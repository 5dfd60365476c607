"""Everything that touches the world: CAN, MQTT, SQLite, files."""
