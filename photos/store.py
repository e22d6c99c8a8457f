"""The store that photos' files lie in: a folder of this machine, or a bucket elsewhere, which may be away."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class StoreAway(ValidationError):
    """The files could not be kept; whoever sent them sends them again."""


@contextmanager
def reached() -> Iterator[None]:
    """Around what is read from the store or written to it."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - readers need nothing of it

    try:
        yield
    except (OSError, BotoCoreError, ClientError) as error:
        logger.exception("The store of photos does not answer.")
        sentence = _(
            "The store of photos does not answer now. Nothing is lost: choose the file again in a few minutes. "
            "If it still does not answer then, tell whoever looks after the system."
        )
        raise StoreAway(sentence, code="store") from error
