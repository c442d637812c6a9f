"""The tutorial's script does the day by itself, against the whole of PilotBase."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from bookings.choices import BookingStatus
from bookings.models import Booking
from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from samples.choices import ReportStatus, SampleStatus
from samples.models import Report, Sample
from tests.factories import Plant
from tests.people import Cast
from tests.samples.lab import the_methods

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCRIPT = Path(__file__).resolve().parent.parent.parent / "docs" / "tutorials" / "a-day-by-api.py"
ROLES = ("operator", "technician", "reviewer", "signatory", "manager")


@pytest.fixture
def address() -> Iterator[str]:
    """A server of its own on the test database, at a port that accepts while it starts."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        fd = door.fileno()
        command = [sys.executable, "-m", "uvicorn", "tests.serving:application", f"--fd={fd}"]
        quiet = ["--lifespan=off", "--log-level=warning"]
        said = os.environ | {"PILOTBASE_TEST_DATABASE": str(connection.settings_dict["NAME"])}
        server = subprocess.Popen([*command, *quiet], env=said, pass_fds=[fd])  # noqa: S603
        yield "http://{}:{}".format(*door.getsockname())
        server.kill()
        server.wait()


def test_the_day(cast: Cast, plant: Plant, project: Project, address: str, tmp_path: Path) -> None:
    the_methods(cast)
    _rename(cast, scientist="lin", competitor="eve")
    where = {"PILOTBASE_URL": address, "PILOTBASE_FOLDER": str(tmp_path)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, SCRIPT],
        env=os.environ | _tokens(cast) | where,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ahead, today = Booking.objects.order_by("pk")
    assert (ahead.status, today.status) == (BookingStatus.CANCELLED, BookingStatus.COMPLETED)
    sample, report = Sample.objects.get(), Report.objects.get()
    assert sample.status == SampleStatus.TESTED
    assert report.status == ReportStatus.ISSUED
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {f"{sample.number}-label.pdf", f"{report.number}.pdf"}
    assert all(file.read_bytes().startswith(b"%PDF") for file in tmp_path.iterdir())
    assert "for competitor@demo.test none of this exists" in done.stdout


def _rename(cast: Cast, **names: str) -> None:
    """The demonstration's people go by their roles."""
    for role, name in names.items():
        user = cast.people[name]
        user.email = f"{role}@demo.test"
        user.save(update_fields=["email"])
        cast.people[role] = user


def _tokens(cast: Cast) -> dict[str, str]:
    made = {}
    for role in ("scientist", "competitor", *ROLES):
        membership = Membership.objects.get(user=cast.people[role])
        made[f"PILOTBASE_TOKEN_{role.upper()}"] = make_token(membership, "test", tuple(Scope))[1]
    return made
