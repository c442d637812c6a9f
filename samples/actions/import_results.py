"""Import a file of results: all of its values at once, or none and every reason why."""

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from bookings.models import Run
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.tables import Table, read_table, refuse
from pilotbase.core.verbs import verb
from samples.choices import Meaning, RequestStatus
from samples.events import ResultsEntered
from samples.models import ImportFile, Result, Sample, TestRequest, Worksheet
from samples.schemas.testing import ResultImport
from samples.testing.importing import Imported, Taken, Upload, read
from samples.testing.places import ByName, ByTime, Finder
from samples.testing.rights import require_authorised
from samples.testing.sheet import known_heads
from samples.testing.values import Origin, put, settle, start_work


class Place(NamedTuple):
    """The worksheet or the run that the file belongs to."""

    worksheet: Worksheet | None
    run: Run | None


def import_results(actor: Actor, wanted: ResultImport, upload: Upload) -> Imported:
    """A dry run says what would happen and changes nothing.

    Raises NotAllowed, NotAuthorised, TooLarge, TableUnreadable, and BadCells, which names row
    and column of everything that stands in the way.
    """
    _place(actor, wanted)
    actor.require(Permission.ENTER_RESULT)
    table = known_heads(read_table(upload.content, upload.name))  # slow: before the transaction
    return _import(actor, wanted, upload, table)


@verb
def _import(actor: Actor, wanted: ResultImport, upload: Upload, table: Table) -> Imported:
    place = _place(actor, wanted)
    samples = lock(Sample.objects.all(), _requests(place).values_list("sample_id", flat=True))
    requests = list(_readable(place))
    for request in requests:
        request.sample = samples[request.sample_id]
    require_authorised(actor, {r.method for r in requests}, Meaning.TEST)
    reading = read(table, _finder(place, wanted, table, requests), requests, wanted.reason)
    imported = Imported(table, sha256(upload.content).hexdigest(), reading, wanted.dry_run)
    if not wanted.dry_run:
        refuse(reading.problems)
        _write(actor, place, upload, imported)
    return imported


def _place(actor: Actor, wanted: ResultImport) -> Place:
    if wanted.worksheet is not None:
        rows = Worksheet.objects.visible_to(actor)
        return Place(refer(rows, "worksheet", number=wanted.worksheet), None)
    return Place(None, refer(Run.objects.visible_to(actor), "run", number=wanted.run))


def _requests(place: Place) -> QuerySet[TestRequest]:
    requests = TestRequest.objects.exclude(status=RequestStatus.CANCELLED)
    if place.worksheet is not None:
        return requests.filter(worksheet=place.worksheet)
    return requests.filter(sample__run=place.run)


def _readable(place: Place) -> QuerySet[TestRequest]:
    current = Result.objects.current().select_related("analyte", "request__sample")
    return (
        _requests(place)
        .select_related("method__facility", "facility")
        .prefetch_related("method__analytes", Prefetch("results", queryset=current))
        .order_by("pk")
    )


def _finder(
    place: Place, wanted: ResultImport, table: Table, requests: list[TestRequest]
) -> Finder:
    if place.worksheet is not None:
        return ByName(table, requests, place.worksheet.number)
    if not requests:
        raise Invalid(
            _("No test was asked for on the samples of %(run)s.") % {"run": wanted.run},
            field="run",
            code="not_requested",
        )
    samples = {request.sample_id: request.sample for request in requests}.values()
    tolerance = timedelta(seconds=float(wanted.tolerance_minutes * 60))
    return ByTime(table, samples, wanted.run or "", tolerance)


def _write(actor: Actor, place: Place, upload: Upload, imported: Imported) -> None:
    fresh = [one for one in imported.reading.taken if one.action != "same"]
    if not fresh:
        return
    file = _keep(actor, place, upload, imported.sha256)
    touched = {one.target.request.pk: one.target.request for one in fresh}
    for one in fresh:
        _put(actor, one, file)
    for request in touched.values():
        settle(request)
        start_work(actor, request.sample, request.method.code)
    counted = Counter(str(one.action) for one in imported.reading.taken)
    facts: dict[str, object] = {"file": upload.name, "sha256": imported.sha256, **counted}
    target = place.worksheet or place.run
    assert target is not None  # noqa: S101  (ResultImport names one of the two)
    log.record(actor, "import_results", target, after=facts)
    emit(ResultsEntered(request_ids=tuple(touched)))


def _put(actor: Actor, one: Taken, file: ImportFile) -> None:
    origin = Origin(file, one.cell.row.number)
    put(
        actor,
        one.target.request,
        one.target.analyte,
        one.now,
        before=one.before,
        reason=one.reason,
        origin=origin,
    )


def _keep(actor: Actor, place: Place, upload: Upload, digest: str) -> ImportFile:
    facility = (place.worksheet or place.run).facility  # type: ignore[union-attr]
    return ImportFile.objects.create(
        facility=facility,
        worksheet=place.worksheet,
        run=place.run,
        name=upload.name[-200:],
        size=len(upload.content),
        sha256=digest,
        content=upload.content,
        added_at=clock.now(),
        added_by=actor.person(),
    )
