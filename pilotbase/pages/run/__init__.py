"""A run on one page: what is true now, its curves with the samples' results, its story."""
