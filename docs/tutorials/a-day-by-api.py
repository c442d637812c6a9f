"""Do the whole day of a booking, a run, its samples and its report through the JSON API alone.

Beside a running demonstration: ``.venv/bin/python docs/tutorials/a-day-by-api.py``. Elsewhere say
with PILOTBASE_URL where, and give a token for each role (PILOTBASE_TOKEN_SCIENTIST, …, as
``python -m pilotbase token EMAIL`` prints them). It needs nothing but Python.
"""

import hashlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

URL = os.environ.get("PILOTBASE_URL", "http://127.0.0.1:8000").rstrip("/")
PIN = os.environ.get("PILOTBASE_PIN", "2468")
CLASS = os.environ.get("PILOTBASE_CLASS", "BR300")  # the machines to book ahead
FOLDER = Path(os.environ.get("PILOTBASE_FOLDER", "."))  # where label and report go
PEOPLE = {
    role: f"{role}@demo.test"
    for role in ("scientist", "operator", "technician", "reviewer", "signatory", "manager")
}
RIVAL = "competitor@demo.test"
SHORT = 6  # hours of the run that is made today
VALUES = {"glucose": "11.42", "ethanol": "5.243", "furfural": "<0.005", "acetic_acid": "0.318"}


class Refused(Exception):
    """The plant said no: ``body`` is its problem document (RFC 9457)."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(f"{body['status']} {body['code']}: {body['detail']}")
        self.body = body


class Person:
    """Someone who calls the API by her own token."""

    def __init__(self, role: str, email: str) -> None:
        self.email = email
        self.token = os.environ.get(f"PILOTBASE_TOKEN_{role.upper()}") or self._made()

    def _made(self) -> str:
        command = [sys.executable, "-m", "pilotbase", "token", self.email]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def get(self, path: str, **query: str) -> Any:
        return json.loads(self.fetch(path, **query))

    def fetch(self, path: str, **query: str) -> bytes:
        words = f"?{urlencode(query)}" if query else ""
        return self._call("GET", f"/api/v1{path}{words}")

    def paper(self, path: str) -> bytes:
        """A print is recorded, so it is no mere reading."""
        return self._call("POST", f"/api/v1{path}", {})

    def post(self, path: str, body: object, key: str | None = None) -> Any:
        """``key`` names the call: sent again with it, it changes nothing and answers the same."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return json.loads(self._call("POST", f"/api/v1{path}", body, headers))

    def patch(self, path: str, version: int, body: object) -> Any:
        """``version`` is the one she has seen: someone else's change is never overwritten."""
        headers = {"If-Match": f'"{version}"'}
        return json.loads(self._call("PATCH", f"/api/v1{path}", body, headers))

    def everything(self, path: str) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, **cursor)
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def _call(
        self, method: str, path: str, body: object = None, more: dict[str, str] | None = None
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(
            URL + path, data=data, method=method, headers=headers | (more or {})
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(json.loads(error.read())) from error


def say(sentence: str) -> None:
    print(f"  {sentence}", flush=True)


def prove(holds: object, what: str) -> None:
    if not holds:
        sys.exit(f"This should be so, and is not: {what}.")


def span(start: datetime, hours: int) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + timedelta(hours=hours)).isoformat()}


def next_step(at: datetime) -> datetime:
    """The first half hour at or after ``at``: bookings begin and end on those."""
    return datetime.fromtimestamp(-(-at.timestamp() // 1800) * 1800, UTC)


def book_ahead(scientist: Person, project: str) -> dict[str, Any]:
    """Book the first machine of the class that is free in four weeks, or a little later."""
    tag = next(
        machine["tag"]
        for machine in scientist.everything("/equipment")
        if machine["equipment_class"] == CLASS and machine["bookable"]
    )
    start = next_step(datetime.now(UTC)).replace(hour=2, minute=0) + timedelta(weeks=4)
    asked = {"project": project, "purpose": "fed-batch 3", "stages": [stage(tag, span(start, 72))]}
    quoted = scientist.post("/bookings/quote", asked)
    if quoted["problems"]:
        say(f"{quoted['problems'][0]['detail']} Next free: {quoted['next_free']['start']}")
        asked["stages"] = [stage(tag, quoted["next_free"])]
        quoted = scientist.post("/bookings/quote", asked)
    say(f"{tag} would cost {quoted['price']['amount']} {quoted['price']['currency']}")
    key = str(uuid.uuid4())
    booking: dict[str, Any] = scientist.post("/bookings", asked, key)
    say(f"{booking['number']} is {booking['status']}: {booking['stages'][0]['run']['start']}")
    again = scientist.post("/bookings", asked, key)
    say(f"sent twice by mistake, it is still the one booking {again['number']}")
    return booking


def stage(tag: str, run: dict[str, str]) -> dict[str, Any]:
    return {"equipment": tag, "run": run}


def move(scientist: Person, booking: dict[str, Any]) -> dict[str, Any]:
    """A day later; where that is taken, when the plant says it is free."""
    number, run = booking["number"], booking["stages"][0]["run"]
    later = {end: _later(at, timedelta(days=1)) for end, at in run.items()}
    moved: dict[str, Any]
    try:
        moved = scientist.patch(f"/bookings/{number}", booking["version"], _moves(later))
    except Refused as refused:
        say(str(refused))
        free = refused.body["next_free"]
        moved = scientist.patch(f"/bookings/{number}", booking["version"], _moves(free))
    say(f"{number} is moved to {moved['stages'][0]['run']['start']}")
    return moved


def _later(at: str, by: timedelta) -> str:
    return (datetime.fromisoformat(at) + by).isoformat()


def _moves(run: dict[str, str]) -> dict[str, Any]:
    return {"stages": [{"stage": 1, "run": run}]}


def book_for_today(manager: Person, project: str) -> dict[str, Any]:
    """A vessel that is free now: the manager sets lead time and length aside, with a reason."""
    for machine in manager.everything("/equipment"):
        free = machine["public"] in ("free", "offline") and machine["bookable"]
        if machine["kind"] != "bioreactor" or not free:
            continue
        soon = next_step(datetime.now(UTC) + timedelta(days=1))
        asked = {
            "project": project,
            "purpose": "a run by the API",
            "stages": [stage(machine["tag"], span(soon, SHORT))],
            "override": "shown to a visitor",
        }
        quoted = manager.post("/bookings/quote", asked)["stages"][0]
        wanted, occupied = (datetime.fromisoformat(quoted[k]["start"]) for k in ("run", "occupied"))
        start = next_step(datetime.now(UTC) + (wanted - occupied) + timedelta(minutes=1))
        asked["stages"] = [stage(machine["tag"], span(start, SHORT))]
        if manager.post("/bookings/quote", asked)["status"] == "confirmed":
            booking: dict[str, Any] = manager.post("/bookings", asked)
            say(f"{booking['number']}: {machine['tag']} from now on, for {project}")
            return booking
    raise SystemExit("There is no vessel that can be had today.")


def run_it(operator: Person, booking: str) -> str:
    """Check in, and log what happens."""
    run = operator.post(f"/bookings/{booking}/start", {"stage": 1})
    say(f"{run['number']} started on {run['equipment']}")
    for phase in ("SIP", "STERILE_HOLD", "INOCULATION", "GROWTH"):
        operator.post(f"/runs/{run['number']}/phases", {"state": phase})
    note = {"kind": "addition", "text": "Antifoam, 2 mL"}
    operator.post(f"/runs/{run['number']}/phases", note)
    story = operator.get(f"/runs/{run['number']}")
    say("logged: " + ", ".join(event["state"] or event["text"] for event in story["events"]))
    return str(run["number"])


def sample_it(operator: Person, technician: Person, booking: str) -> str:
    """Draw a sample, print its label, and hand it over: both sign."""
    drawn = {
        "kind": "broth",
        "drawn_from": {"booking": booking, "stage": 1, "port": "harvest"},
        "volume": {"value": "50", "unit": "mL"},
        "container": "50 mL tube",
        "storage": "2-8",
    }
    sample = operator.post("/samples", drawn)
    number = str(sample["number"])
    say(f"{number} drawn after {sample['process_time']}; values: {_values(sample)}")
    label = FOLDER / f"{number}-label.pdf"
    label.write_bytes(operator.paper(f"/samples/{number}/label.pdf"))
    say(f"its label is {label.name}")
    given = {
        "type": "relinquished",
        "to": technician.email,
        "seal": {"number": "A-1021", "state": "intact"},
        "reason": "for testing",
    }
    operator.post(f"/samples/{number}/custody", given)
    came = {
        "type": "received",
        "condition": "ok",
        "temperature": {"value": "4.1", "unit": "degC"},
        "seal": "intact",
    }
    technician.post(f"/samples/{number}/custody", came)
    say(f"{number} went from {operator.email} to {technician.email}")
    return number


def _values(sample: dict[str, Any]) -> str:
    sensors = sample["sensors"].items()
    return ", ".join(f"{tag} {one['value']} {one['unit']}" for tag, one in sensors) or "none yet"


def test_it(scientist: Person, technician: Person, reviewer: Person, sample: str) -> None:
    """Request a test, enter what was measured, and have another person review it."""
    method = next(m for m in technician.get("/methods") if m["code"] == "HPLC-TITER")
    scientist.post(f"/samples/{sample}/tests", {"tests": [{"method": method["code"]}]})
    for analyte in method["analytes"]:
        value = VALUES.get(analyte["code"], "1.00")
        typed = {"sample": sample, "method": method["code"], "analyte": analyte["code"]}
        result = technician.post("/results", typed | {"value": value, "unit": analyte["unit"]})
        review = {"decision": "approve", "pin": PIN}
        result = reviewer.post(f"/results/{result['id']}/review", review)
        say(f"{analyte['name_en']}: {result['reported']} {result['reported_unit']}")


def report_it(reviewer: Person, signatory: Person, sample: str) -> dict[str, Any]:
    """Compose, sign, issue: three steps, and a third person."""
    report = reviewer.post("/reports", {"samples": [sample], "language": "both"})
    number = report["number"]
    signatory.post(f"/reports/{number}/sign", {"meaning": "approve", "pin": PIN})
    issued: dict[str, Any] = signatory.post(f"/reports/{number}/issue", {})
    say(f"{number} is {issued['status']}")
    return issued


def fetch_and_verify(scientist: Person, report: dict[str, Any]) -> None:
    """Download the file, and ask without signing in whether it is genuine and current."""
    pdf = scientist.fetch(f"/reports/{report['number']}.pdf")
    file = FOLDER / f"{report['number']}.pdf"
    file.write_bytes(pdf)
    sha256 = hashlib.sha256(pdf).hexdigest()
    asked = urlencode({"format": "json", "sha256": sha256})
    address = f"{URL}{urlsplit(report['verify']).path}?{asked}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        told = json.loads(answer.read())
    prove(told["genuine"] and told["current"] and told["file_matches"], "it verifies")
    say(f"{file.name} ({len(pdf) // 1024} KB) is genuine, current, and the file that was issued")


def check_chain(scientist: Person, sample: str) -> None:
    """Repeat every hash of the chain of custody, with nothing of PilotBase's."""
    prev = "v1:" + "0" * 64
    events = scientist.get(f"/samples/{sample}/custody")["events"]
    for event in events:
        text = json.dumps(
            event["covered"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        prove(event["covered"]["prev"] == prev, "each event follows the one before")
        prev = "v1:" + hashlib.sha256(text.encode()).hexdigest()
        prove(event["hash"] == prev, "each event is as it was written")
    say(f"the chain of {sample} holds: " + ", ".join(event["type"] for event in events))


def is_hidden(rival: Person, *paths: str) -> None:
    """For another tenant none of it exists."""
    for path in paths:
        status = 200
        try:
            rival.get(path)
        except Refused as refused:
            status = refused.body["status"]
        prove(status == 404, f"{path} is missing for {rival.email}")
    say(f"for {rival.email} none of this exists")


def read_use(manager: Person) -> None:
    """How the plant was used in the last quarter of a year, by class of machines."""
    now = datetime.now(UTC).replace(microsecond=0)
    asked = {"from": (now - timedelta(days=91)).isoformat(), "to": now.isoformat(), "by": "class"}
    for row in manager.get("/utilization", **asked)["rows"]:
        told = row["measures"]
        say(f"{row['key']:<6} available {told['available']}, effective {told['effective']}")


def main() -> None:
    who = {role: Person(role, email) for role, email in PEOPLE.items()}
    scientist, operator, technician = who["scientist"], who["operator"], who["technician"]
    project = next(p["code"] for p in scientist.everything("/projects") if p["approved"])
    print(f"Project {project} at {URL}")
    print("A booking, four weeks ahead")
    booking = move(scientist, book_ahead(scientist, project))
    print("A run, today")
    today = str(book_for_today(who["manager"], project)["number"])
    run = run_it(operator, today)
    print("A sample")
    sample = sample_it(operator, technician, today)
    test_it(scientist, technician, who["reviewer"], sample)
    print("A report")
    report = report_it(who["reviewer"], who["signatory"], sample)
    fetch_and_verify(scientist, report)
    check_chain(scientist, sample)
    paths = (f"/bookings/{today}", f"/runs/{run}", f"/samples/{sample}")
    is_hidden(Person("competitor", RIVAL), *paths, f"/reports/{quote(report['number'])}")
    print("The evening")
    done = operator.post(f"/bookings/{today}/finish", {"stage": 1, "outcome": "accepted"})
    say(f"{done['number']} ended: {done['outcome']}")
    cancelled = scientist.post(f"/bookings/{booking['number']}/cancel", {"reason": "only shown"})
    say(f"{cancelled['number']} is {cancelled['status']}")
    read_use(who["manager"])


if __name__ == "__main__":
    main()
