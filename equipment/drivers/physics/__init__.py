"""How machines behave, as pure functions of their phases and the time: the same on every start."""
