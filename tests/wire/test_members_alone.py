"""What an old system showed to members alone stays out of the story, and is told and noted there."""

import time

import pytest

from articles.models import Article, Note
from editions.models import Edition, Rendered
from tests.wire.test_wordpress import bring, category, meta, post
from wire.importers import members

__all__ = ["bring"]
OPEN = "<p>Kapal tiba di Larantuka.</p>"
THEIRS = "<p>Harga tiket <b>rahasia</b>.</p>"


def block(name, inside, told=""):
    return f"<!-- wp:{name} {told}-->{inside}<!-- /wp:{name} -->"


@pytest.mark.parametrize(
    "theirs",
    [
        *(f"[{name}]{THEIRS}[/{name.split()[0]}]" for name in (
            "members_only", "restrict", "paid-member", 'membership level="1,2"', "members_logged_in", "wcm_restrict",
            "premium-content", "s2If current_user_can(access_s2member_level1)", 'mepr-active rules="7"', "um_loggedin",
            'user_role role="editor"', "private", "subscriber", "sociallocker", "paywall",
        )),
        block("jetpack/premium-content", block("paragraph", THEIRS)),
        block("premium-content/container", block("premium-content/subscriber-view", THEIRS), '{"isPreviewMode":true} '),
        block("pmpro/membership", THEIRS, '{"levels":["1"]} '),
        block("group", block("group", THEIRS), '{"visibilityBlockEnabled":true} '),
        block("paragraph", THEIRS, '{"blockVisibility":{"controlSets":[{"id":1}]}} '),
        f"[restrict]{THEIRS}[restrict]{THEIRS}[/restrict]{THEIRS}[/restrict]",
        f"[restrict]{THEIRS}[restrict]{THEIRS}[/restrict]",
        f"[restrict]{THEIRS}[other_member]{THEIRS}[/restrict]",
    ],
)  # fmt: skip
def test_what_a_plugin_shows_to_members_alone_stays_out_with_a_notice(bring, theirs):
    said, complaints = bring(post(1, f"{OPEN}{theirs}<p>Akhir.</p>"))
    assert said.startswith("1 came in")
    assert Article.objects.get().body == f"{OPEN}<p>Akhir.</p>"
    assert "rahasia" not in str(Rendered.objects.get().full)
    assert complaints.startswith("item 1 (post 1): body: a part for members alone (")
    assert "1 block for members" in said
    assert "Harga tiket rahasia." in Note.objects.get().text


@pytest.mark.parametrize(
    "wall", ["[paywall]", block("jetpack/paywall", "<hr>"), "<!-- wp:jetpack/paywall /-->", "[newspack_paywall id=3]"]
)
def test_after_a_paywall_that_encloses_nothing_all_stays_out(bring, wall):
    bring(post(1, f"{OPEN}{wall}{THEIRS}<p>Akhir.</p>"))
    assert Article.objects.get().body == OPEN
    assert Note.objects.get().text.endswith("Harga tiket rahasia.\nAkhir.")


@pytest.mark.parametrize(
    "open_to_all",
    [
        f"{THEIRS}[membership_account]", f"[members_login_form]{THEIRS}",
        block("group", THEIRS, '{"visibilityBlockEnabled":false,"membersOnly":false} '), f"[box]{THEIRS}[/box]",
        f"<!-- wp:jetpack/subscriptions /-->{THEIRS}", f"[/restrict]{THEIRS}",
    ],
)  # fmt: skip
def test_what_wordpress_showed_to_everybody_stays(bring, open_to_all):
    _said, complaints = bring(post(1, f"{OPEN}{open_to_all}"))
    assert "rahasia" in Article.objects.get().body
    assert (complaints, Note.objects.count()) == ("", 0)


def test_a_text_for_members_alone_does_not_come_in(bring):
    said, complaints = bring(post(1, f"[members_only]{THEIRS}[/members_only]"), post(2))
    assert said.startswith("1 came in")
    assert complaints.startswith("item 1 (post 1): body: is for members alone")
    assert Edition.objects.get().headline == "Kapal ke-2 tiba"


@pytest.mark.parametrize(
    ("told", "comes_in"),
    [
        (("_jetpack_newsletter_access", "paid_subscribers"), False), (("_members_access_role", "subscriber"), False),
        (("rcp_subscription_level", "any-paid"), False), (("_jetpack_newsletter_access", "everybody"), True),
        (("rcp_access_level", "None"), True), (("_edit_last", "1"), True),
    ],
)  # fmt: skip
def test_a_post_that_is_theirs_as_a_whole_is_counted(bring, told, comes_in):
    said, _complaints = bring(post(1, more=category("Daerah") + meta(*told)))
    assert Article.objects.exists() == comes_in
    assert ("Left out: 1 for members" in said) != comes_in


def test_marks_without_end_cost_no_more_than_their_length():
    begun = time.perf_counter()
    for text in ("[restrict]", "<!-- wp:restrict ", "[/restrict]", "[restrict][a][/restrict]", "<!-- wp:group -->"):
        members.without_theirs(text * 20_000 + "Isi.", members.Counter(), [])
    assert time.perf_counter() - begun < 20
