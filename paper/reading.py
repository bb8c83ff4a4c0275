"""Who reads a report: in which words, by which clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from locales import Words
from storage.models import School


@dataclass(frozen=True, slots=True)
class Reading:
    words: Words
    school: School
    now: datetime

    def on_the_wall(self, at: datetime) -> str:
        """A moment by the school's clock."""
        return f"{at.astimezone(ZoneInfo(self.school.time_zone)):%d.%m.%Y, %H:%M}"
