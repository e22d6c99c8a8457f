from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    name = "almanac"
