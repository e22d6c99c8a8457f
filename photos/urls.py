from django.urls import path

from photos import library, views

app_name = "photos"
urlpatterns = [
    path("<int:photo_id>/<int:width>.webp", views.private, name="private"),
    path("pustaka/", library.search, name="search"),
    path("unggah/", library.upload, name="upload"),
    path("<int:photo_id>/kata/", library.describe, name="describe"),
    path("rendisi/<int:pk>/", views.rendition, name="rendition"),
]
