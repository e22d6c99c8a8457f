"""Stories of the last days on the same event, and how much of each a text repeats word for word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from editions import digests, related, words
from editions.models import Edition

DAYS = 3
"""How far back an event is looked for."""

ALIKE = 0.3
"""Likeness from which two stories are of one event."""

REPEATED = 0.2
"""Share of a story from which repeating it is worth a word, however unlike the two are as a whole."""

MOST = 3


@dataclass(frozen=True)
class NearCopy:
    """A live story on the same event; `repeated`: the share of its words that stand in the text in the same runs."""

    edition: Edition
    likeness: float
    repeated: float

    @property
    def percent(self) -> int:
        return round(self.repeated * 100)


def of(text: digests.Text, *, at: datetime, story_id: str = "") -> list[NearCopy]:
    """The live stories that a text comes near to, most repeated first."""
    subject = related.subject_of(text, at=at, story_id=story_id)
    since = at - timedelta(days=DAYS)
    close = {
        one.story_id: digests.likeness(subject.weights, one.weights) for one in related.candidates(subject, since=since)
    }
    likest = sorted(close, key=lambda story: -close[story])[: MOST * 2]
    live = Edition.objects.live(at).stories().filter(story_id__in=likest)
    runs = set(digests.runs(f"{text.lead}\n{text.body}"))
    near = [NearCopy(one, close[one.story_id], repeated(runs, body_of(one))) for one in live]
    told = [one for one in near if one.likeness >= ALIKE or one.repeated >= REPEATED]
    return sorted(told, key=lambda one: (-one.repeated, -one.likeness))[:MOST]


def body_of(edition: Edition) -> str:
    return "\n".join(words.paragraphs("".join(part.get("html", "") for part in edition.body)))


def repeated(runs: Iterable[str], text: str) -> float:
    """The share of a text's words that stand in any of the runs."""
    standing = set(runs)
    here = digests.runs(text)
    covered = {place + step for place, run in enumerate(here) if run in standing for step in range(digests.RUN)}
    return len(covered) / (len(here) + digests.RUN - 1) if here else 0.0
