"""``python -m pilotbase serve``: pages, API, sockets, jobs, and the simulator where wanted.

One process. Ctrl-C or TERM: requests under way are finished, sockets closed, threads joined.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvicorn

from pilotbase.settings import env

log = logging.getLogger(__name__)
Part = Callable[[threading.Event], None]
PATIENCE = 8  # seconds for what is under way


def serve(parts: Sequence[Part], *, started: Callable[[], None] | None = None) -> None:
    """Listen, with ``parts`` running beside in threads, until told to stop."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=part, args=(stop,), name=part.__name__, daemon=True)
        for part in parts
    ]
    server = _Server(
        uvicorn.Config(
            "pilotbase.asgi:application",
            host=env.host,
            port=env.port,
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=PATIENCE,
            log_level="warning",
            proxy_headers=env.https,
            server_header=False,
        ),
        [*(thread.start for thread in threads), *([started] if started else [])],
    )
    try:
        with suppress(KeyboardInterrupt):  # raised again, once everything under way has ended
            server.run()
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


class _Server(uvicorn.Server):
    """Starts what stands beside once the address is bound: no half start on a taken port."""

    def __init__(self, config: uvicorn.Config, beside: Sequence[Callable[[], None]]) -> None:
        super().__init__(config)
        self._beside = beside

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if not self.should_exit:
            for begin in self._beside:
                begin()
