"""Public addresses."""

from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from editions import feeds, health, media, sitemaps, standing, views, wellknown
from editions.syndication import FORMS

app_name = "editions"

NAMED = {
    "section": "kanal",
    "tag": "tag",
    "author": "penulis",
    "source": "sumber",
    "fokus": "fokus",
    "series": "seri",
}
"""Kinds of lists, and the word of their addresses."""

KINDS = (
    ("photo", "foto", "photo_story", _("Photo stories")),
    ("video", "video", "video", _("Video")),
    ("opinion", "opini", "opinion", _("Opinion")),
)
"""Lists by kind of story."""

STANDING = {
    "how_to_reply": "hak-jawab",
    "guidelines": "pedoman-media-siber",
    "newsroom": "redaksi",
}

NAME = r"(?P<name>[a-z]+-[0-9]+\.(?:avif|webp|jpe?g))"
"""A rendition of a picture, as publication names it."""

urlpatterns = [
    path("", views.home, name="home"),
    path("berita/<slug:story_id>/<slug:slug>/", views.story, name="story"),
    path("berita/<slug:story_id>/<slug:slug>", views.story, name="story_without_slash"),
    path("berita/<slug:story_id>/", views.story, name="story_without_slug"),
    path("berita/<slug:story_id>", views.story, name="story_bare"),
    path("berita/<slug:story_id>/<slug:slug>/perubahan/", views.changes, name="changes"),
    *(
        path(f"{word}/<slug:slug>/", views.named_list, {"kind": kind}, name=kind)
        for kind, word in NAMED.items()
        if kind != "tag"
    ),
    path("tag/<slug:slug>/", views.topic, name="tag"),
    re_path(r"^tag/(?P<slug>[-a-zA-Z0-9_]+)/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", views.topic, name="tag_month"),
    path("indeks/", views.indeks, name="indeks"),
    path("indeks/hari/", views.find_day, name="find_day"),
    re_path(r"^indeks/([0-9]{4})/([0-9]{2})/([0-9]{2})/$", views.indeks, name="day"),
    *(path(f"{word}/", views.kind, {"genre": genre, "title": title}, name=name) for name, word, genre, title in KINDS),
    path("terpopuler/", views.popular, name="popular"),
    path("cari/", views.search, name="search"),
    path("terpopuler/pekan/", views.popular, {"window": "week"}, name="popular_week"),
    path("terpopuler/bulan/", views.popular, {"window": "month"}, name="popular_month"),
    path("dibaca/<slug:story_id>", views.read, name="read"),
    path("ralat/", views.notices, name="notices"),
    *(
        route
        for form in FORMS
        for route in (
            path(f"{form}/", feeds.of_all, {"form": form}, name=form),
            path(f"{form}/ralat/", feeds.of_notices, {"form": form}, name=f"{form}_notices"),
            *(
                path(f"{form}/{word}/<slug:slug>/", feeds.of_list, {"form": form, "kind": kind}, name=f"{form}_{kind}")
                for kind, word in NAMED.items()
            ),
        )
    ),
    *(path(f"{word}/", standing.standing, {"name": name}, name=name) for name, word in STANDING.items()),
    re_path(rf"^media/(?P<key>[0-9a-zA-Z-]{{1,40}})/{NAME}$", media.media, name="media"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-pages.xml", sitemaps.standing, name="sitemap_pages"),
    re_path(r"^sitemap-([0-9]{4})-([0-9]{2})-([0-9]{2})\.xml$", sitemaps.day, name="sitemap_day"),
    path("robots.txt", wellknown.robots, name="robots"),
    path("ads.txt", wellknown.ads_txt, name="ads_txt"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path("manifest.webmanifest", wellknown.manifest, name="manifest"),
    path("favicon.ico", wellknown.icon, name="icon"),
    path("<slug:slug>/", standing.own_page, name="page"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
