"""What equipment refuses, by name."""

from pilotbase.core.errors import Conflict, Invalid


class StateUnknown(Invalid):
    code = "state_unknown"


class OutOfService(Conflict):
    code = "out_of_service"


class InService(Conflict):
    code = "in_service"


class SessionFull(Conflict):
    code = "session_full"


class SessionOver(Conflict):
    """A training session is not, or no longer, to come."""

    code = "session_over"


class SessionAhead(Conflict):
    code = "session_ahead"


class AssessedAlready(Conflict):
    code = "assessed_already"


class OwnAssessment(Conflict):
    code = "own_assessment"


class NoSuchStep(Conflict):
    """From where it stands it does not go there."""

    code = "no_such_step"


class RevokedAlready(Conflict):
    code = "revoked_already"
