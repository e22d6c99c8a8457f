from django.urls import path

from photos import views

app_name = "photos"
urlpatterns = [path("<int:photo_id>/<int:width>.webp", views.private, name="private")]
