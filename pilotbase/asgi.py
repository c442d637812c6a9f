"""Pages, API and sockets, for uvicorn."""

import gc
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotbase.settings")
pages = get_asgi_application()

# These need the app registry.
from pilotbase.live.visitor import guarded  # noqa: E402
from pilotbase.sockets import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": guarded(URLRouter(sockets))})

# A page may be made of a hundred thousand tuples, and none of them stand in a circle. To look for
# circles after each 700 of them takes a third of the time of a year's utilization.
gc.set_threshold(50_000, 10, 10)
