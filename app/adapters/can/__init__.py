"""CAN: sources of frames, log files, vehicle profiles and the decoder compiled from them."""
