"""What is looked at before the newsroom starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection

from guards import loading, triggers
from newsroom import look


@register(Tags.database)
def guards_stand(databases: Any = None, **_rest: Any) -> list[Warning]:
    """The record's guards: one missing means that somebody could change what readers got.

    A warning, since an error would keep `migrate` from putting it back; the worker says it as it starts.
    """
    if not databases:
        return []
    try:
        missing = triggers.missing(triggers.ALL) if "editions_edition" in connection.introspection.table_names() else ()
    except DatabaseError:  # away for a moment: the worker waits for it
        return []
    return [
        Warning(
            f"The guard {name} is missing.",
            hint="Run manage.py migrate: it puts the guards back.",
            id="redaksi.W004",
        )
        for name in missing
    ]


@register(Tags.database)
def nothing_is_set_aside(databases: Any = None, **_rest: Any) -> list[Warning]:
    """Whoever fills a database with very many rows builds its indexes at the end."""
    try:
        aside = bool(databases) and loading.is_missing()
    except DatabaseError:
        return []
    hint = "They come back when make_archive ends. Was it cut off? Run it again: it puts them back first."
    return [Warning("Indexes and foreign keys are set aside.", hint=hint, id="redaksi.W007")] if aside else []


@register(Tags.security, deploy=True)
def nobody_from_the_demonstration(**_rest: Any) -> list[Error]:
    """Demonstration accounts have public passwords; they can't sign in in production, and are named here."""
    from accounts.models import User  # noqa: PLC0415 - models are not loaded when checks register

    try:
        names = list(User.objects.filter(is_demo=True).values_list("username", flat=True)[:20])
    except DatabaseError:
        return []
    if not (names and settings.PRODUCTION):
        return []
    return [Error(f"Demonstration accounts are here: {', '.join(names)}.", id="redaksi.E002")]


@register(Tags.security, deploy=True)
def the_trail_is_kept_outside_too(**_rest: Any) -> list[Warning]:
    """A chain alone can't show that it was made anew from its start, or cut at its end."""
    if settings.TRAIL_HEADS or not settings.PRODUCTION:
        return []
    hint = "Name a file that whoever owns the database can't write, for the worker to add the newest seal to."
    return [Warning("TRAIL_HEADS is empty: no seal of the trail is kept outside.", hint=hint, id="redaksi.W006")]


@register(Tags.security)
def seals_come_in_outside(**_rest: Any) -> list[Warning]:
    """By the file, since the worker that can't write there is another process, and says so in its own log."""
    from accounts import audit  # noqa: PLC0415 - models are not loaded when checks register

    hint = "Does manage.py work run, and may it write there? Its log says what keeps it from that."
    wrong = audit.not_kept_outside()
    return [Warning(f"The trail's seals are not kept outside: {wrong}.", hint=hint, id="redaksi.W008")] if wrong else []


@register(Tags.compatibility)
def somebody_answers(**_rest: Any) -> list[Warning]:
    """Law 40/1999, art. 12: company, address and the person responsible stand openly, in earnest at least."""
    if not settings.PRODUCTION:
        return []
    empty = [n for n in ("REDAKSI_COMPANY", "REDAKSI_ADDRESS", "REDAKSI_RESPONSIBLE") if not getattr(settings, n)]
    return [Warning(f"{name} is empty: /redaksi/ must say it.", id="redaksi.W001") for name in empty]


@register(Tags.compatibility)
def everybody_can_read_it(**_rest: Any) -> list[Warning]:
    """A house may choose its colours, as long as its readers can read them."""
    return [Warning(f"{told}.", id="redaksi.W002") for told in look.too_pale()]


@register(Tags.security)
def weaknesses_can_be_told(**_rest: Any) -> list[Error]:
    """RFC 9116: contacts are addresses, those of the web by https."""
    odd = [one for one in settings.SECURITY_CONTACT if not one.startswith(("mailto:", "tel:", "https://"))]
    hint = "Write mailto:somebody@example.com, tel:+62… or https://…"
    return [Error(f"SECURITY_CONTACT: {one} is no such address.", hint=hint, id="redaksi.E004") for one in odd]


@register(Tags.compatibility)
def guidelines_are_filled_in(**_rest: Any) -> list[Warning]:
    """Guidelines for online news, 8: their text stands on the site."""
    if settings.GUIDELINES or not settings.PRODUCTION:
        return []
    hint = "Save the official text of the Press Council as a plain file and name it in GUIDELINES_FILE."
    return [Warning("/pedoman-media-siber/ is not filled in.", hint=hint, id="redaksi.W003")]


@register(Tags.urls)
def the_desk_takes_no_page_of_readers(**_rest: Any) -> list[Error]:
    """Whatever stands under the desk's path is the desk's, and asks for a sign-in."""
    from newsroom.urls import routes  # noqa: PLC0415 - addresses are not loaded when checks register

    readers = [one if str(one.pattern) else one.url_patterns for one in routes(readers_only=True)]
    flat = [one for some in readers for one in (some if isinstance(some, list) else [some])]
    first_words = {str(one.pattern).lstrip("^").partition("/")[0] for one in flat}
    if settings.DESK_PATH not in first_words | {settings.STATIC_URL.strip("/")}:
        return []
    told = f"DESK_PATH={settings.DESK_PATH} is where readers have pages of their own."
    return [Error(told, hint="Give the desk another word, as DESK_PATH=desk.", id="redaksi.E005")]
