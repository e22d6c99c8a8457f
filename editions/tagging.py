"""Tags for a new story, among those the newsroom uses: named in its text, or on the stories likest to it."""

from collections import Counter

from editions import digests, related, words
from editions.models import Edition, Heading

NEIGHBOURS = 12
NAMED, LONGEST = 1.5, 4
"""What it counts for a tag to be named in the text; the words of a name that are looked for."""

LEAST = 0.25
"""Weight from which a tag is offered: on one very like story, or on several that are somewhat like it."""


def fitting(text: digests.Text, subject: related.Subject, *, limit: int) -> list[str]:
    """Names of tags, the best first; none that the story has."""
    weighed: Counter[str] = Counter()
    for name, weight in _of_the_likest(subject).items():
        weighed[name] += weight  # type: ignore[assignment]
    for name in _named_in(text):
        weighed[name] += NAMED  # type: ignore[assignment]
    standing = {line.lower() for line in text.tags.split("\n")}
    fit = [name for name, weight in weighed.items() if weight >= LEAST and name.lower() not in standing]
    return sorted(fit, key=lambda name: (-weighed[name], name))[:limit]


def _of_the_likest(subject: related.Subject) -> dict[str, float]:
    found = related.ranked(subject, related.candidates(subject))[:NEIGHBOURS]
    alike = {one.story.edition_id: digests.likeness(subject.weights, one.story.weights) for one in found}
    tags = dict(Edition.objects.filter(pk__in=alike).values_list("pk", "tags"))
    names = Heading.objects.in_bulk({tag for of_one in tags.values() for tag in of_one})
    weighed: Counter[str] = Counter()
    for key, of_one in tags.items():
        for tag in of_one:
            if tag in names:
                weighed[names[tag].name] += alike[key]  # type: ignore[assignment]
    return dict(weighed)


def _named_in(text: digests.Text) -> list[str]:
    """Tags whose name stands in the text word for word."""
    written = [found[0].lower() for found in words.split(f"{text.title}\n{text.deck}\n{text.lead}\n{text.body}")]
    runs = {
        "-".join(written[place : place + length])
        for length in range(1, LONGEST + 1)
        for place in range(len(written) - length + 1)
    }
    slugs = [run for run in runs if len(run) > 2 and run not in words.STOP]  # noqa: PLR2004
    return list(Heading.objects.filter(kind="tag", into="", slug__in=slugs[:5000]).values_list("name", flat=True))
