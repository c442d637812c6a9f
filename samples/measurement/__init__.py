"""What a measured value means: how it is read, rounded, reported and held against a limit.

Pure functions over Decimal: no database, no clock, no float.
"""
