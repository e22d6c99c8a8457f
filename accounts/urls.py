"""The one way in: allauth's sign-in, second factor and password pages. There is no other view that makes a session."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls")), path("2fa/", include("allauth.mfa.urls"))]
