"""Addresses of the writing screen's helpers, below the list of stories."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from articles.admin import adding, autosave, finding, live, picturing, previewing, quick


def writing(desk: Callable[[Any], Any]) -> list[Any]:
    """`desk` lets in who is signed in."""
    return [
        path("sementara/", desk(autosave.keep), name="articles_article_keep"),
        path("sementara/<int:buffer>/buang/", desk(autosave.drop), name="articles_article_drop"),
        path("kilat/", desk(quick.kilat), name="articles_article_kilat"),
        path("tempel/", desk(quick.message), name="articles_article_message"),
        path("<int:pk>/langsung/", desk(live.show), name="articles_article_live"),
        path("<int:pk>/susulan/", desk(adding.send), name="articles_article_send_addition"),
        path("<int:pk>/susulan/<int:addition>/", desk(adding.settle), name="articles_article_settle_addition"),
        path("<int:pk>/lanjutan/", desk(quick.follow), name="articles_article_follow"),
        path("foto/", desk(picturing.wanted), name="articles_article_photos_wanted"),
        path("<int:pk>/foto/", desk(picturing.show), name="articles_article_photo"),
        path("usul/", desk(finding.suggestions), name="articles_article_suggestions"),
        path("temukan/", desk(finding.stories), name="articles_article_stories"),
        path("judul/", desk(finding.headlines), name="articles_article_headlines"),
        path("tag/", desk(finding.tags), name="articles_article_tags"),
        path("pratinjau/", desk(previewing.show), name="articles_article_preview_new"),
        path("<int:pk>/pratinjau/", desk(previewing.show), name="articles_article_preview"),
        path("<int:pk>/bagikan/", desk(previewing.links), name="articles_article_links"),
        path("<int:pk>/bagikan/<int:link>/cabut/", desk(previewing.revoke), name="articles_article_revoke"),
        # For one outsider, who has no login: the signed address is the way in.
        path("dibagikan/<str:signed>/", previewing.shared, name="articles_article_shared"),
        path(
            "dibagikan/<str:signed>/<int:rendition>/", previewing.shared_picture, name="articles_article_shared_picture"
        ),
    ]
