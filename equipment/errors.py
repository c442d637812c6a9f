"""What equipment refuses, by name."""

from pilotbase.core.errors import Conflict, Invalid


class StateUnknown(Invalid):
    code = "state_unknown"


class OutOfService(Conflict):
    code = "out_of_service"


class InService(Conflict):
    code = "in_service"
