"""For whoever keeps the service up: is it alive, is it ready, and its figures for Prometheus."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from equipment.choices import PublicState
from equipment.faces import shown
from equipment.live import on_the_board
from equipment.models import Gateway
from pilotbase.core import clock
from pilotbase.records.models import DueJob

SILENT = timedelta(minutes=5)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """What it stands on answers too: 503 when something does not, with each part's own word."""
    parts = {name: _said(check) for name, check in CHECKS.items()}
    good = all(word in ("ok", "none") for word in parts.values())
    return JsonResponse({"ready": good, "parts": parts}, status=200 if good else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of what everyone may see, and of the system's own work: nothing of any tenant's."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _said(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError) as failure:
        return type(failure).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _layer() -> str:
    layer = get_channel_layer()
    if layer is None:
        return "missing"
    async_to_sync(layer.group_send)("readyz", {"type": "live.echo", "id": "readyz"})
    return "ok"


def _worker() -> str:
    """A job ran lately; on a new installation none is due yet."""
    if not DueJob.objects.exists():
        return "none"
    late = clock.now() - timedelta(minutes=15)
    return "ok" if DueJob.objects.filter(due_at__gt=late).exists() else "silent"


def _gateways() -> str:
    serving = Gateway.objects.filter(retired_from=None)
    if not serving.exists():
        return "none"
    return "ok" if serving.filter(seen_at__gt=clock.now() - SILENT).exists() else "silent"


CHECKS: Final = {
    "database": _database,
    "layer": _layer,
    "worker": _worker,
    "gateway": _gateways,
}


class _Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        yield _machines()
        late = DueJob.objects.filter(due_at__lt=clock.now() - timedelta(minutes=5))
        yield _one("pilotbase_jobs_late", "Jobs later than 5 minutes", late.count())
        silent = Gateway.objects.filter(retired_from=None).exclude(seen_at__gt=clock.now() - SILENT)
        yield _one("pilotbase_gateways_silent", "Gateways silent for 5 minutes", silent.count())


def _machines() -> Metric:
    """As the board shows them to strangers."""
    family = GaugeMetricFamily("pilotbase_machines", "Machines by public state", labels=["state"])
    found = Counter(one.public for one in shown(on_the_board()))
    for state in PublicState:
        family.add_metric([state.value], found[state])
    return family


def _one(name: str, what: str, value: int) -> Metric:
    return GaugeMetricFamily(name, what, value=value)
