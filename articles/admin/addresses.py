"""Addresses of the desk's own screens, below the list of what each is about."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from articles.admin import (
    adding,
    autosave,
    conditions,
    correcting,
    duty,
    finding,
    fronts,
    history,
    home,
    live,
    moving,
    phone,
    picturing,
    planning,
    previewing,
    quick,
    readers,
    replies,
    source_corrections,
    tempo,
    together,
)

Row = tuple[str, Callable[..., Any], str]
"""Where it stands, what it shows, and its name, as `address` in `pages.py` takes it."""

STORIES: tuple[Row, ...] = (
    # Writing, and what the form asks for as one types
    ("sementara/", autosave.keep, "keep"),
    ("sementara/<int:buffer>/buang/", autosave.drop, "drop"),
    ("usul/", finding.suggestions, "suggestions"),
    ("temukan/", finding.stories, "stories"),
    ("judul/", finding.headlines, "headlines"),
    ("tag/", finding.tags, "tags"),
    ("<int:pk>/susulan/", adding.send, "send_addition"),
    ("<int:pk>/susulan/<int:addition>/", adding.settle, "settle_addition"),
    ("<int:pk>/catatan/", history.note, "note"),
    ("<int:pk>/catatan/<int:note>/selesai/", together.resolve, "resolve"),
    ("<int:pk>/hadir/", together.here, "here"),
    # Quick ways in
    ("kilat/", quick.kilat, "kilat"),
    ("tempel/", quick.message, "message"),
    ("<int:pk>/lanjutan/", quick.follow, "follow"),
    ("<int:pk>/langsung/", live.show, "live"),
    # A story's own pages
    ("<int:pk>/gerak/<slug:name>/", moving.move, "move"),
    ("<int:pk>/perbaiki/", correcting.correct, "correct"),
    ("<int:pk>/foto/", picturing.show, "photo"),
    ("<int:pk>/syarat/", conditions.show, "conditions"),
    ("<int:pk>/hak-jawab/", replies.show, "replies"),
    ("<int:pk>/banding/", history.compare, "compare"),
    ("<int:pk>/pulihkan/<int:revision>/", history.restore, "restore"),
    ("<int:pk>/pembaca/", readers.show, "readers"),
    ("<int:pk>/ponsel/", phone.show, "on_phone"),
    ("<int:pk>/ponsel/kode.svg", phone.code, "phone_code"),
    ("pratinjau/", previewing.show, "preview_new"),
    ("<int:pk>/pratinjau/", previewing.show, "preview"),
    ("<int:pk>/bagikan/", previewing.links, "links"),
    ("<int:pk>/bagikan/<int:link>/cabut/", previewing.revoke, "revoke"),
    # The newsroom's
    ("antrean/", home.queue, "queue"),
    ("proyeksi/", planning.show, "planning"),
    ("proyeksi/<int:pk>/", planning.change, "plan"),
    ("muka/", fronts.show, "front"),
    ("muka/nanti/", fronts.ahead, "front_ahead"),
    ("foto/", picturing.wanted, "photos_wanted"),
    ("serah-terima/", together.handover, "handover"),
    ("piket/", duty.show, "duty"),
    ("jam-redaksi/", tempo.show, "tempo"),
    ("kabar/", together.bell, "bell"),
    ("kabar/jumlah/", together.unread, "unread"),
    ("hadir/", together.who, "who"),
)

SHARED: tuple[Row, ...] = (
    ("dibagikan/<str:signed>/", previewing.shared, "shared"),
    ("dibagikan/<str:signed>/<int:rendition>/", previewing.shared_picture, "shared_picture"),
)
"""For one outsider, who has no login: the signed address is the way in."""

SOURCES: tuple[Row, ...] = (
    ("<int:pk>/koreksi/", source_corrections.note, "corrected"),
    ("koreksi/<int:pk>/tarik-kembali/", source_corrections.take_back, "take_back"),
    ("ditindaklanjuti/", source_corrections.follow, "follow"),
)


def of_stories(desk: Callable[..., Any]) -> list[Any]:
    """`desk` lets in who is signed in."""
    own = [path(route, desk(view), name=f"articles_article_{name}") for route, view, name in STORIES]
    return own + [path(route, view, name=f"articles_article_{name}") for route, view, name in SHARED]


def of_sources(desk: Callable[..., Any]) -> list[Any]:
    return [path(route, desk(view), name=f"articles_source_{name}") for route, view, name in SOURCES]
