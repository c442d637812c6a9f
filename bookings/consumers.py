"""The socket of the timeline: which machine's time has changed, for whoever is signed in."""

from collections.abc import Sequence

from bookings.live import timeline_topic
from pilotbase.core.errors import SignedOut
from pilotbase.live.consumer import LiveConsumer
from pilotbase.live.stream import Topic


class TimelineConsumer(LiveConsumer):
    def topics(self) -> Sequence[Topic]:
        if not self.stands():
            raise SignedOut("A timeline is for people who are signed in.")
        return [timeline_topic()]

    def stands(self) -> bool:
        return self.actor().is_signed_in
