"""Sends what is due to leave the house: mail, and the newsroom's channel (webhook, Telegram or Slack)."""

import hashlib
import hmac
import json

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from almanac.text import one_line
from articles import notify, published
from articles.models import Delivery, Word
from outside import fetch, trying


def deliver() -> int:
    """Send a batch of what is due; what fails stays due and waits longer each time, whatever the reason."""
    rows = Delivery.objects.filter(sent_at=None, due_at__lte=published.now()).select_related(
        "word__to", "word__article", "word__by"
    )
    return sum(_attempt(row) for row in rows.order_by("due_at")[: trying.BATCH])


def _attempt(row: Delivery) -> int:
    # Put off just before it is tried: a worker that dies here, or another beside it, sends nothing twice at once.
    mine = Delivery.objects.filter(pk=row.pk, sent_at=None, due_at=row.due_at)
    if not mine.update(due_at=published.now() + trying.LEASE, tries=F("tries") + 1):
        return 0
    try:
        CHANNELS[Delivery.Channel(row.channel)](row.word)
    except Exception as error:  # of whatever kind: one word that can't be sent keeps no other waiting
        due = published.now() + trying.put_off(row.tries)
        Delivery.objects.filter(pk=row.pk).update(error=str(error)[:200], due_at=due)
        return 0
    return Delivery.objects.filter(pk=row.pk).update(sent_at=published.now(), error="")


def _mail(word: Word) -> None:
    """Nothing goes of a story that was restricted to others while the word waited."""
    if word.article is not None and not notify.may_see(word.to, word.article):
        return
    with override(word.to.language):
        send_mail(_subject(word), _body(word), None, [word.to.email])


def _subject(word: Word) -> str:
    return one_line(f"{word.get_kind_display()}: {word.article or ''}")[:200]


def _body(word: Word) -> str:
    lines = [str(word.article or ""), word.text, _address(word)]
    if word.by:
        lines.insert(1, _("From %(name)s") % {"name": word.by})
    return "\n\n".join(line for line in lines if line)


def _address(word: Word) -> str:
    return f"{settings.SITE_ADDRESS}{word.get_absolute_url()}"


def _newsroom(word: Word) -> None:
    """To the one channel that the newsroom set, in its own shape."""
    with override(settings.LANGUAGE_CODE):
        text = f"{_subject(word)}\n{_address(word)}"
    restricted = word.article is not None and word.article.restricted
    if restricted or not settings.NEWSROOM_CHANNEL:  # since, while the word waited
        return
    kind, target = settings.NEWSROOM_CHANNEL
    if kind == "telegram":
        token, chat = target.split("@", 1)
        url, sent = f"https://api.telegram.org/bot{token}/sendMessage", {"chat_id": chat, "text": text}
    else:
        url, sent = target, {"text": text}
    if kind == "webhook":
        sent |= {"kind": word.kind, "address": _address(word)}
    body = json.dumps(sent).encode()
    signed = hmac.new(settings.SECRET_KEY.encode(), b"webhook:" + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json"} | ({"X-Redaksi-Signature": signed} if kind == "webhook" else {})
    answer = fetch.post(url, body, headers=headers)
    if answer.status >= 300:  # noqa: PLR2004 - everything past success
        raise fetch.Failed(f"answered {answer.status}")


CHANNELS = {Delivery.Channel.MAIL: _mail, Delivery.Channel.NEWSROOM: _newsroom}
