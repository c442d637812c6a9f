"""The house paper: one typeface, one page, one table, in Chinese, English or both."""
