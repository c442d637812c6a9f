"""Finds the sample and the analyte that a row of a file means, on a worksheet or in a run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid
from pilotbase.core.tables import Row, Table, TableUnreadable
from samples.models import Analyte, Sample, TestRequest
from samples.testing.sheet import heading, key_column, plain

_MINUTES: Final = {"min", "minute", "minutes", "分", "分钟"}
LONGEST_HOURS: Final = 24 * 366


@dataclass(frozen=True)
class Target:
    """Where a value belongs."""

    request: TestRequest
    analyte: Analyte


class Finder(Protocol):
    """Says which sample a row is about. ``key`` is the column that names it."""

    @property
    def key(self) -> str: ...

    def sample(self, row: Row) -> Sample:
        """Raises Invalid with a sentence about the key's cell."""
        ...


class ByName:
    """A worksheet's samples, by number or by the client's own mark."""

    def __init__(self, table: Table, requests: Iterable[TestRequest], worksheet: str) -> None:
        self.key, self._worksheet = key_column(table), worksheet
        self._samples: dict[str, list[Sample]] = defaultdict(list)
        for request in requests:
            name = getattr(request.sample, "number" if self.key == "sample" else "client_mark")
            self._samples[name.strip()].append(request.sample)

    def sample(self, row: Row) -> Sample:
        said = {"name": row[self.key], "place": self._worksheet}
        found = self._samples.get(row[self.key], []) if row[self.key] else []
        if not row[self.key]:
            raise Invalid(_("The row names no sample."), code="sample_missing")
        if not found:
            sentence = _("“%(name)s” is not on worksheet %(place)s.")
            raise Invalid(sentence % said, code="sample_unknown")
        if len(found) > 1:
            sentence = _("“%(name)s” is the mark of more than one sample on %(place)s.")
            raise Invalid(sentence % said, code="sample_ambiguous")
        return found[0]


class ByTime:
    """A run's samples, by process time in the first column: hours, or minutes if its head says."""

    def __init__(
        self, table: Table, samples: Iterable[Sample], run: str, tolerance: timedelta
    ) -> None:
        if not table.header or not table.header[0]:
            raise TableUnreadable(
                _("The first column of %(file)s has no head: it holds the process time.")
                % {"file": table.filename},
                field="file",
            )
        self.key, self._run, self._tolerance = table.header[0], run, tolerance
        self._minutes = plain(heading(self.key).unit) in _MINUTES
        self._decimal_commas = table.has_decimal_commas
        self._times = [(s.process_time, s) for s in samples if s.process_time is not None]

    def sample(self, row: Row) -> Sample:
        at = self._time(row[self.key])
        near = [sample for time, sample in self._times if abs(time - at) <= self._tolerance]
        said = {"time": row[self.key], "run": self._run, "tolerance": self._said_tolerance()}
        if not near:
            sentence = _("no sample of run %(run)s was drawn within %(tolerance)s of %(time)s.")
            raise Invalid(sentence % said, code="sample_unknown")
        if len(near) > 1:
            said["samples"] = ", ".join(sorted(sample.number for sample in near))
            sentence = _("%(samples)s were all drawn within %(tolerance)s of %(time)s.")
            raise Invalid(sentence % said, code="sample_ambiguous")
        return near[0]

    def _time(self, text: str) -> timedelta:
        try:
            number = Decimal(text.replace(",", ".") if self._decimal_commas else text)
        except InvalidOperation:
            number = Decimal(-1)
        hours = number / 60 if self._minutes else number
        if not (number.is_finite() and 0 <= hours <= LONGEST_HOURS):
            raise Invalid(
                _("“%(text)s” is no process time: write hours since inoculation, such as 14.33.")
                % {"text": text[:40]},
                code="not_a_time",
            )
        return timedelta(microseconds=int(hours * 3_600_000_000))

    def _said_tolerance(self) -> str:
        minutes = Decimal(self._tolerance // timedelta(seconds=1)) / 60
        return f"{minutes.normalize():f} min"


class Analytes:
    """The analytes that were asked for, by code or name, sample by sample."""

    def __init__(self, requests: Sequence[TestRequest]) -> None:
        self._of: dict[int, list[TestRequest]] = defaultdict(list)
        self._named: dict[str, list[Analyte]] = defaultdict(list)
        methods = {}
        for request in requests:
            self._of[request.sample_id].append(request)
            methods[request.method_id] = request.method
        self._all = [a for method in methods.values() for a in method.analytes.all()]
        for analyte in self._all:
            for name in {plain(n) for n in (analyte.code, analyte.name_en, analyte.name_zh)}:
                self._named[name].append(analyte)

    def knows(self, name: str) -> bool:
        return plain(name) in self._named

    def codes(self) -> str:
        return ", ".join(dict.fromkeys(analyte.code for analyte in self._all))

    def target(self, sample: Sample, name: str) -> Target:
        """Raises Invalid for a name no method here knows, or a test that was not asked for."""
        if not name and len(self._all) == 1:
            name = self._all[0].code
        if not self.knows(name):
            said = {"name": name, "known": self.codes()}
            sentence = _("“%(name)s” is none of the analytes here: %(known)s.")
            raise Invalid(sentence % said, code="analyte_unknown")
        meant = {analyte.method_id: analyte for analyte in self._named[plain(name)]}
        asked = [r for r in self._of[sample.pk] if r.method_id in meant]
        said = {"name": name, "sample": sample.number}
        if not asked:
            sentence = _("%(name)s was not asked for on %(sample)s: request the test first.")
            raise Invalid(sentence % said, code="not_requested")
        if len(asked) > 1:
            sentence = _("%(name)s is measured by more than one test of %(sample)s.")
            raise Invalid(sentence % said, code="analyte_ambiguous")
        return Target(asked[0], meant[asked[0].method_id])
