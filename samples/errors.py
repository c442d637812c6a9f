"""What the lab refuses about samples, by name."""

from pilotbase.core.errors import Conflict


class NotInHand(Conflict):
    """Only who has the sample may give it away."""

    code = "not_in_hand"


class InHandover(Conflict):
    """It is on its way: nobody changes it until it is received or taken back."""

    code = "in_handover"


class NotOffered(Conflict):
    """Nobody is handing it over to her."""

    code = "not_offered"


class NoRun(Conflict):
    """There was no run to draw from at that time."""

    code = "no_run"


class ProjectNotOpen(Conflict):
    code = "project_not_open"
