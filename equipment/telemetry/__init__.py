"""What the machines measured: stored, rolled up by the minute, read back as trends."""
