"""Ready questions of the record, whose queries read its clock and tell pages what they rest on.

@ready
def _live(*, story_ids, at):
    return Edition.objects.live(at).filter(story_id__in=story_ids)

_live(story_ids=["a", "b"], at=moment)
"""

from editions import clock, shown
from guards import prepared


def ready(build: prepared.Build) -> prepared.Ask:
    """A clock that is stopped is part of the question. It is of no page: who asks tells theirs what it rests on."""
    return prepared.ready(build, beside=clock.stopped, building=shown.collecting)
