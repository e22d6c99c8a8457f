"""Photos are decoded in a child that may use so much and no more; whatever becomes of it, the server goes on."""

import resource

import pytest
from PIL import Image

from photos import decoding, intake
from photos.intake import BadPhoto
from tests.cost import cost
from tests.photos.pictures import encoded, halves, noise, png_of, upload


def refusal(raw) -> str:
    with pytest.raises(BadPhoto) as refused:
        intake.read(upload(raw))
    return refused.value.code


@pytest.mark.parametrize(
    ("limit", "value"),
    [("MEMORY", 150 * 1024**2), ("SECONDS", 0), ("PATIENCE", 0.01)],
    ids=["out of memory", "out of processor time", "out of time"],
)
def test_a_child_that_breaks_its_limit_is_a_refusal_and_no_crash(monkeypatch, limit, value):
    raw = encoded(halves((7000, 5000)), "PNG")
    monkeypatch.setattr(decoding, limit, value)
    assert refusal(raw) == "costly"
    monkeypatch.undo()
    assert intake.read(upload(raw)).width == 7000


@pytest.mark.parametrize(("format_", "options"), [("PNG", {"compress_level": 1}), ("AVIF", {"speed": 10})])
def test_the_largest_photo_let_in_fits_the_childs_memory_and_comes_back_small(format_, options):
    seen = intake.read(upload(encoded(halves((8000, 6200), mode="RGBA"), format_, **options)))
    assert (seen.width, seen.height) == (8000, 6200)
    assert seen.image.width < 2 * decoding.ENOUGH[0]


@pytest.mark.parametrize("format_", ["AVIF", "WEBP", "PNG"])
def test_a_large_photo_of_every_format_is_handed_over_reduced(format_):
    image = noise((600, 400)).resize((6000, 4000))
    seen = intake.read(upload(encoded(image, format_)))
    assert (seen.width, seen.height) == (6000, 4000)
    assert seen.image.size == (6000, 4000) if min(6000 // 2560, 4000 // 2560) < 2 else (3000, 2000)


def test_a_bomb_costs_the_server_no_memory_and_little_time():
    raw, usual = png_of(50_000, 50_000), encoded(noise((600, 400)), "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(raw) == "large"
    assert cost(lambda: refusal(raw)) < 10 * cost(lambda: intake.read(upload(usual)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_what_the_child_tells_is_what_it_decoded():
    raw = encoded(halves((900, 600)), "PNG")
    apart, here = decoding.decoded(raw), decoding.decode(raw)
    assert apart.image.tobytes() == here.image.tobytes()
    assert vars(apart) | {"image": None} == vars(here) | {"image": None}
    assert isinstance(apart.image, Image.Image)
