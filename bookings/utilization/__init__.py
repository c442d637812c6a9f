"""Lets people see how the plant was used: measures (pure), queries over the log, CSV."""
