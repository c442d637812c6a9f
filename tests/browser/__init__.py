"""PilotBase in a real browser. These tests are a run of their own (see decision 4)."""
