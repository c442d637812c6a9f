"""Labels with a code a scanner reads and a number a person reads, on paper and for a printer."""
