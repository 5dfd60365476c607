"""Rules of synchronisation: envelope, window, back-off, resend, receipts, link states. Pure."""
