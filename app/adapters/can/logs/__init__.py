"""Log files: one module per format, chosen by content, read as a stream."""
