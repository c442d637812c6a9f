"""The chain of custody of a sample: its links and hashes, and how people hand samples over."""

from samples.custody.chain import (
    FIRST,
    Break,
    append,
    begin,
    broken,
    canonical,
    decimal_text,
    digest,
    registered,
    said,
)

__all__ = [
    "FIRST",
    "Break",
    "append",
    "begin",
    "broken",
    "canonical",
    "decimal_text",
    "digest",
    "registered",
    "said",
]
