"""Link to the backend: envelope, outbox pump, back-off, receipts."""
