"""The story budget: planning, assigning, dropping, and the week as it is meant to go."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import dates
from articles import filing, moves, notify, published, rendering, whatsapp
from articles.models import Article, Credit, Note, Plan, Section
from articles.models.lists import under
from articles.workflow import NotAllowed, must_say_why, not_in_role

DAYS = 7
Row = TypeVar("Row", Article, Plan)


# --- Acts ----------------------------------------------------------------------------------------------------


@transaction.atomic
def put(plan: Plan, *, by: User, changed: Collection[str] | None = None) -> Plan:
    """Store a plan, new or changed, until it is assigned: from then on the draft is what is changed.

    `changed`: the fields that this person changed; whatever others made of the rest meanwhile stays.
    """
    verb = "change_plan" if plan.pk else "plan"
    if plan.pk:
        standing = _locked(plan)
        must_plan(by, standing.section)
        _must_be_open(standing)
    else:
        plan.by, changed = by, None
    must_plan(by, plan.section)
    plan.save(update_fields=changed)
    plan.refresh_from_db()
    _record(verb, plan, by=by, due=plan.due.isoformat())
    return plan


@transaction.atomic
def assign(plan: Plan, *, by: User) -> Article:
    """Make the reporter's draft, with the section's template in it, and tell them; or the reporter begins it unasked.

    It is the reporter's from its first word (law 5): the editor who assigned it may publish it.
    """
    plan = _locked(plan)
    if plan.reporter is None or plan.reporter.user != by:
        must_plan(by, plan.section)
    _must_be_open(plan)
    reporter = _who_writes(plan)
    at = published.now()
    article = Article(created_by=reporter, stage_since=at, saved_at=at)
    moves.put(article, _first_text(plan, reporter))
    article.mark("assign", by=by, at=at, note=plan.slug)
    if plan.brief:
        Note.objects.create(article=article, by=by, text=plan.brief)
    # Who begins it unasked needs no word of it.
    notify.tell(
        [reporter] if reporter != by else [], notify.Kind.ASSIGNED, article, by=by, at=at, text=plan.brief or plan.slug
    )
    plan.article = article
    plan.save(update_fields=["article"])
    audit.record("assign", moves.target_of(article), by=by, at=at, why=plan.slug, version=article.version)
    return article


def _who_writes(plan: Plan) -> User:
    if plan.reporter is None or plan.reporter.user is None:
        raise NotAllowed(_("Choose first who writes it."), "reporter")
    if not (plan.reporter.user.is_active and plan.reporter.user.may(roles.WRITE, plan.section.covering)):
        raise NotAllowed(_("%(name)s may not write here.") % {"name": plan.reporter}, "reporter")
    return plan.reporter.user


def _first_text(plan: Plan, reporter: User) -> dict[str, Any]:
    return filing.empty(reporter) | {
        "credits": [[Credit.Role.REP.value, plan.reporter_id]], "headline": plan.slug,
        "section_id": plan.section_id, "commissioned_length": plan.length, "deadline": plan.due.isoformat(),
        "body": rendering.clean(whatsapp.paragraphs(plan.section.template)),
    }  # fmt: skip


@transaction.atomic
def drop(plan: Plan, *, by: User, why: str) -> None:
    """Take it out of the budget; it stays in the list, with the reason."""
    plan = _locked(plan)
    must_plan(by, plan.section)
    _must_be_open(plan)
    must_say_why(why)
    plan.dropped_by, plan.why_dropped = by, why.strip()[:300]
    plan.save(update_fields=["dropped_by", "why_dropped"])
    _record("drop_plan", plan, by=by, why=plan.why_dropped)


@transaction.atomic
def take_up(plan: Plan, *, by: User) -> None:
    """Bring back what was dropped."""
    plan = _locked(plan)
    must_plan(by, plan.section)
    if plan.dropped_by_id:
        plan.dropped_by, plan.why_dropped = None, ""
        plan.save(update_fields=["dropped_by", "why_dropped"])
        _record("take_up_plan", plan, by=by)


def _locked(plan: Plan) -> Plan:
    """As it stands now, and nobody else's until the act is done."""
    rows = Plan.objects.select_for_update(of=("self",))
    return rows.select_related("section", "reporter__user", "article").get(pk=plan.pk)


def must_plan(by: User, section: Section | None = None) -> None:
    """Who keeps the budget of a section; of any at all, where none is named yet."""
    if not by.may(roles.PLAN, section.covering if section else None, at=published.now()):
        raise not_in_role(_("Plan coverage"))


def _must_be_open(plan: Plan) -> None:
    if plan.article is not None:
        raise NotAllowed(_("It is assigned already: the draft is what is changed now."), "assigned")
    if plan.dropped_by_id:
        raise NotAllowed(_("It was dropped: take it up again first."), "dropped")


def _record(verb: str, plan: Plan, *, by: User, **facts: Any) -> None:
    audit.record(verb, f"plan:{plan.pk}", by=by, at=published.now(), slug=plan.slug, **facts)


# --- The week ------------------------------------------------------------------------------------------------


@dataclass
class Day:
    day: date
    plans: list[Plan] = field(default_factory=list)
    scheduled: list[tuple[Any, Article]] = field(default_factory=list)
    """The edition to come, and its story."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(monday: date, *, by: User, section: str = "") -> list[Day]:
    """Seven days with what is planned and what is scheduled, as far as this person may see it."""
    days = {monday + timedelta(days=number): Day(monday + timedelta(days=number)) for number in range(DAYS)}
    since, until = dates.day_bounds(monday)[0], dates.day_bounds(monday + timedelta(days=DAYS - 1))[1]
    for plan in _in_section(Plan.objects.visible_to(by).due_between(since, until), section):
        days[dates.local(plan.due).date()].plans.append(plan)
    coming = published.to_come_between(since, until, at=published.now())
    seen = Article.objects.visible_to(by).filter(story_id__in=[edition.story_id for edition in coming])
    articles = {row.story_id: row for row in _in_section(seen.defer("body").select_related("section"), section)}
    for edition in coming:
        if edition.story_id in articles:
            days[dates.local(edition.published_at).date()].scheduled.append((edition, articles[edition.story_id]))
    return list(days.values())


def _in_section(rows: QuerySet[Row], section: str) -> QuerySet[Row]:
    return rows.filter(under(section)) if section else rows
