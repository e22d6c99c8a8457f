"""How an archive of many years is made of fewer texts: earlier years tell again what the newest stories tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice

from articles.models.story_id import ALPHABET
from articles.publishing.again import Again, Stretch
from articles.publishing.past import Told

BATCH = 2000
"""Stories in a transaction."""


@dataclass(frozen=True, slots=True)
class Years:
    stories: int
    texts: int

    @property
    def batch(self) -> int:
        return min(BATCH, self.texts)

    @property
    def told(self) -> int:
        """Stories with a text of their own: as many as were asked for, and what makes the rest whole batches."""
        texts = min(self.texts, self.stories)
        return texts + (self.stories - texts) % self.batch

    def batches(self, stories: Iterator[Told]) -> Iterator[list[Told]]:
        """Oldest first, and the short one before the others."""
        size = self.told % self.batch or self.batch
        while batch := list(islice(stories, size)):
            yield batch
            size = self.batch

    def again(self, told: Sequence[Stretch], span: timedelta) -> Iterator[Again]:
        """What was told over that span, without the short batch, time and again, backwards through the years."""
        whole = told[-(self.told // self.batch) :]
        round_ = span * (len(whole) * self.batch / self.told)
        every = (Again(stretch, round_ * number, _mark(number)) for number in count(1) for stretch in reversed(whole))
        return islice(every, (self.stories - self.told) // self.batch)


def _mark(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters
