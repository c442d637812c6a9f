"""The sockets of the plant: the board, and one machine."""

from collections.abc import Sequence

from equipment.live import boards, machine_topic
from equipment.models import Equipment
from equipment.watching import may_watch
from pilotbase.core.access import find
from pilotbase.core.errors import NotAllowed
from pilotbase.live.consumer import LiveConsumer
from pilotbase.live.stream import Topic


class BoardConsumer(LiveConsumer):
    """For everyone; what it tells each depends on who she is, and is asked again now and then."""

    def topics(self) -> Sequence[Topic]:
        actor = self.actor()
        found = boards(actor)
        self.joined = [topic.name for topic in found]
        self.stands_for_ever = not actor.is_known  # everyone's board is everyone's, always
        return found

    def stands(self) -> bool:
        return [topic.name for topic in boards(self.actor())] == self.joined


class EquipmentConsumer(LiveConsumer):
    """All values of one machine, for as long as one may watch it."""

    def topics(self) -> Sequence[Topic]:
        actor, machine = self.actor(), self._machine()
        if not may_watch(actor, machine):
            raise NotAllowed("Who may not watch is sent away before anything is read for her.")
        return [machine_topic(actor, machine)]

    def stands(self) -> bool:
        return may_watch(self.actor(), self._machine())

    def _machine(self) -> Equipment:
        tag = self.scope["url_route"]["kwargs"]["tag"]
        return find(Equipment.objects.visible_to(self.actor()), tag=tag)
