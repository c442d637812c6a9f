"""Programs that bring what machines say: each speaks one protocol, all feed the same verbs."""
