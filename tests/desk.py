"""The desk by HTTP: who opens it, where its screens stand, and what a browser sends back."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def address(name, *args):
    """Of a screen below the stories: `articles/admin/addresses.py`."""
    return reverse(f"admin:articles_article_{name}", args=args)


def posted(response, **typed):
    """What a browser would send from the form on the page, with some fields typed anew."""
    form = response.context["form"]
    fields = {}
    for part in (form, form.credits.management_form, form.citations.management_form, *form.credits, *form.citations):
        for bound in part:
            value = bound.value()
            if hasattr(value, "isoformat"):
                value = value.astimezone().isoformat()
            if value is not None and value is not False:
                fields[bound.html_name] = value
    return fields | typed


def saved(client, article, **typed):
    form = client.get(address("change", article.pk))
    response = client.post(address("change", article.pk), posted(form, **typed))
    assert response.status_code == 302, response.context["form"].all_errors()
    return response


def do(client, article, move, **answers):
    article.refresh_from_db()
    return client.post(address("move", article.pk, move), {"seen": article.version} | answers)


def queries(client, path):
    """How many the page asks once it has been asked for."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)
