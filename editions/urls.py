"""Public addresses."""

from django.urls import path, re_path

from editions import feeds, media, views

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
    *(path(f"{word}/<slug:slug>/", views.named_list, {"kind": kind}, name=kind) for kind, word in NAMED.items()),
    path("indeks/", views.indeks, name="indeks"),
    path("indeks/hari/", views.find_day, name="find_day"),
    re_path(r"^indeks/([0-9]{4})/([0-9]{2})/([0-9]{2})/$", views.indeks, name="day"),
    path("foto/", views.photo, name="photo"),
    path("terpopuler/", views.popular, name="popular"),
    path("ralat/", views.notices, name="notices"),
    path("rss/", feeds.rss, name="rss"),
    path("rss/<slug:slug>/", feeds.rss, name="rss_of"),
    *(path(f"{word}/", views.standing, {"name": name}, name=name) for name, word in STANDING.items()),
    re_path(rf"^media/(?P<key>[0-9a-zA-Z-]{{1,40}})/{NAME}$", media.media, name="media"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
