"""What those who keep master data tell the apps above, which may refuse while they need it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganisationRetires:
    """Nobody will act for an organisation from ``day`` on; who still needs it may refuse."""

    organisation_id: int
    day: date


@dataclass(frozen=True)
class ProjectEnds:
    """A project will not be approved from ``day`` on; who still needs it may refuse."""

    project_id: int
    day: date


@dataclass(frozen=True)
class PersonLeaves:
    """A person may not sign in any more; who still needs her may refuse."""

    user_id: int
