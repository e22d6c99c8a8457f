"""What the demonstration pictures are drawn with: the house palette, a canvas, and pieces that several share."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

FINE = 2
"""Drawn this many times larger, then reduced: Pillow's own edges are jagged."""


def shade_of(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


PAPER, INK, ACCENT, LINK = shade_of("#FBFAF7"), shade_of("#1A1A1A"), shade_of("#951B1B"), shade_of("#0B4A7A")
CREAM, SAND, OCHRE, CLAY = shade_of("#F4E9D2"), shade_of("#E3CBA0"), shade_of("#D09A4E"), shade_of("#A9653C")
LEAF, MOSS, PINE, FOREST = shade_of("#A9B97C"), shade_of("#748F5C"), shade_of("#3F6650"), shade_of("#23443C")
SKY, HAZE, SEA, DEEP, NIGHT = (
    shade_of("#B9D3DC"),
    shade_of("#DCE6E2"),
    shade_of("#4F8A9E"),
    shade_of("#1D4E68"),
    shade_of("#14293B"),
)
LAMP, SUN, ORANGE = shade_of("#F2C773"), shade_of("#F6DDA0"), shade_of("#D9874F")
STONE, SLATE, ROSE = shade_of("#B8B5AC"), shade_of("#5C6670"), shade_of("#E2A489")


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the way from one colour to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """A picture in the making, in the units of the finished one."""

    def __init__(self, key: str, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.image = Image.new("RGB", (self.width * FINE, self.height * FINE), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.veil = ImageDraw.Draw(self.image, "RGBA")
        self.random = random.Random(key)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def shade(self, top: float, bottom: float, *stops: Colour) -> None:
        """A gradient across the whole width, through evenly spaced colours."""
        first, last = round(top * FINE), round(bottom * FINE)
        column = Image.new("RGB", (1, len(stops)))
        for row, colour in enumerate(stops):
            column.putpixel((0, row), colour)
        box = (0, 0.5, 1, len(stops) - 0.5)
        band = column.resize((1, last - first), Image.Resampling.BILINEAR, box=box)
        self.image.paste(band.resize((self.width * FINE, last - first), Image.Resampling.NEAREST), (0, first))

    def area(self, points: Iterable[Point], colour: Colour) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def glaze(self, points: Iterable[Point], colour: Colour, strength: float) -> None:
        """A see-through area; `strength` from 0 to 1."""
        self.veil.polygon([(x * FINE, y * FINE) for x, y in points], fill=(*colour, round(255 * strength)))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, radius: float = 0) -> None:
        edges = (left * FINE, top * FINE, right * FINE, bottom * FINE)
        if radius:
            self.pen.rounded_rectangle(edges, radius * FINE, fill=colour)
        else:
            self.pen.rectangle(edges, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, flat: float = 1) -> None:
        """A circle, or an ellipse `flat` times as high as wide."""
        self.pen.ellipse(_around(x, y, radius, flat), fill=colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float, *, flat: float = 1) -> None:
        self.veil.ellipse(_around(x, y, radius, flat), fill=(*colour, round(255 * strength)))

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float, *, flat: float = 1) -> None:
        self.pen.ellipse(_around(x, y, radius, flat), outline=colour, width=round(width * FINE))

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        self.pen.line([(x * FINE, y * FINE) for x, y in points], fill=colour, width=round(width * FINE), joint="curve")

    def sun(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A disc with two faint haloes, which is what makes a flat sky look lit."""
        self.glow(x, y, radius * 2.6, colour, 0.16)
        self.glow(x, y, radius * 1.7, colour, 0.24)
        self.disc(x, y, radius, colour)


def _around(x: float, y: float, radius: float, flat: float) -> tuple[float, float, float, float]:
    tall = radius * flat
    return (x - radius) * FINE, (y - tall) * FINE, (x + radius) * FINE, (y + tall) * FINE


# --- Pieces that several pictures share --------------------------------------------------------------------


def ridge(canvas: Canvas, base: float, height: float, colour: Colour, *, waves: float = 2.0) -> None:
    """A soft line of hills from edge to edge, filled down to the bottom."""
    shifts = [canvas.random.uniform(0, math.tau) for _ in range(3)]
    points: list[Point] = [(0, canvas.height)]
    for x in range(0, canvas.width + 12, 12):
        turn = x / canvas.width * math.tau * waves
        lift = (
            math.sin(turn + shifts[0]) + 0.5 * math.sin(2.1 * turn + shifts[1]) + 0.2 * math.sin(4.7 * turn + shifts[2])
        )
        points.append((x, base - height * lift / 1.7))
    canvas.area([*points, (canvas.width, canvas.height)], colour)


def volcano(canvas: Canvas, x: float, base: float, height: float, spread: float, colour: Colour) -> None:
    """A cone with concave sides, a notched crater and its own lit flank."""
    crater = spread * 0.1
    left = [(x - spread * (1 - t) - crater * t, base - height * t**1.75) for t in steps(24)]
    right = [(x + spread * (1 - t) + crater * t, base - height * t**1.75) for t in steps(24)]
    rim = [(x - crater * 0.4, base - height * 0.965), (x + crater * 0.3, base - height * 0.985)]
    canvas.area([*left, *rim, *reversed(right)], colour)
    fold = [(x + crater * 0.3, base - height * 0.985), (x + spread * 0.05, base - height * 0.62)]
    fold += [
        (x - spread * 0.06, base - height * 0.4),
        (x + spread * 0.12, base - height * 0.16),
        (x + spread * 0.05, base),
    ]
    canvas.glaze([*fold, *right], INK, 0.1)


def steps(count: int) -> list[float]:
    return [step / count for step in range(count + 1)]


def mist(canvas: Canvas, y: float, thickness: float, strength: float = 0.3, colour: Colour = PAPER) -> None:
    """Long lens-shaped banks, thin at both ends."""
    for _ in range(4):
        middle, reach = canvas.random.uniform(0, canvas.width), canvas.random.uniform(0.3, 0.6) * canvas.width
        height = canvas.random.uniform(0.35, 0.8) * thickness
        canvas.glow(
            middle, y + canvas.random.uniform(-0.5, 0.5) * thickness, reach, colour, strength, flat=height / reach
        )


def cloud(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """Three bumps on a flat base."""
    canvas.box(x - size, y - size * 0.2, x + size, y, colour, size * 0.1)
    canvas.disc(x - size * 0.4, y - size * 0.2, size * 0.26, colour)
    canvas.disc(x + size * 0.05, y - size * 0.3, size * 0.38, colour)
    canvas.disc(x + size * 0.5, y - size * 0.17, size * 0.22, colour)


def glitter(canvas: Canvas, x: float, top: float, bottom: float, colour: Colour, spread: float = 150) -> None:
    """A path of light on water, wider towards the viewer."""
    y, step = top, 6.0
    while y < bottom:
        share = (y - top) / (bottom - top)
        half = canvas.random.uniform(0.25, 1) * spread * (0.35 + 0.8 * share)
        off = canvas.random.uniform(-0.3, 0.3) * spread * (0.3 + share)
        canvas.box(x + off - half, y, x + off + half, y + 2 + 5 * share, colour, 1 + 2 * share)
        y += step + 20 * share


def ripples(canvas: Canvas, top: float, bottom: float, colour: Colour, count: int = 46) -> None:
    """Short level strokes that make a surface read as water."""
    for _ in range(count):
        share = canvas.random.random() ** 1.4
        y, half = top + share * (bottom - top), 16 + 90 * share * canvas.random.uniform(0.4, 1)
        x = canvas.random.uniform(0, canvas.width)
        canvas.box(x - half, y, x + half, y + 2 + 4 * share, colour, 1 + 2 * share)


def palm(canvas: Canvas, x: float, base: float, height: float, lean: float, colour: Colour) -> None:
    """A curved trunk that thins upwards and nine drooping fronds."""
    trunk = [(x + lean * t * t, base - height * t, height * (0.034 - 0.018 * t)) for t in steps(16)]
    canvas.area([(px - w, y) for px, y, w in trunk] + [(px + w, y) for px, y, w in reversed(trunk)], colour)
    for turn in (-178, -152, -126, -98, -72, -46, -20, 6, 186):
        _frond(canvas, (x + lean, base - height), math.radians(turn), height * 0.46, colour)


def _frond(canvas: Canvas, start: Point, angle: float, length: float, colour: Colour) -> None:
    upper, lower = [], []
    for t in steps(10):
        x = start[0] + math.cos(angle) * length * t
        y = start[1] + math.sin(angle) * length * t + length * 0.62 * t * t
        half = length * 0.085 * math.sin(math.pi * min(1, 0.1 + 0.9 * t))
        upper.append((x, y - half))
        lower.append((x, y + half * 0.6))
    canvas.area(upper + lower[::-1], colour)


def boat(canvas: Canvas, x: float, y: float, size: float, hull: Colour, *, sail: Colour | None = None) -> None:
    """A hull with raised ends on its own shadow; with a sail or a small roof."""
    canvas.glaze(_hull(x, y + size * 0.3, size * 0.94, -0.5), NIGHT, 0.25)
    if sail:
        canvas.line([(x, y), (x, y - size * 1.7)], mix(hull, INK, 0.4), size * 0.03)
        canvas.area(
            [
                (x + size * 0.04, y - size * 1.65),
                (x + size * 0.85, y - size * 0.22),
                (x + size * 0.04, y - size * 0.16),
            ],
            sail,
        )
        canvas.area(
            [(x - size * 0.04, y - size * 1.4), (x - size * 0.55, y - size * 0.22), (x - size * 0.04, y - size * 0.16)],
            mix(sail, INK, 0.12),
        )
    else:
        for post in (-0.38, 0.3):
            canvas.line([(x + post * size, y), (x + post * size, y - size * 0.4)], mix(hull, INK, 0.3), size * 0.03)
        canvas.area(
            [
                (x - size * 0.5, y - size * 0.36),
                (x - size * 0.38, y - size * 0.5),
                (x + size * 0.32, y - size * 0.5),
                (x + size * 0.43, y - size * 0.36),
            ],
            mix(hull, PAPER, 0.55),
        )
    canvas.area(_hull(x, y, size, 1), hull)
    canvas.line(
        [
            (x - size * 0.97, y - size * 0.13),
            (x - size * 0.55, y + size * 0.03),
            (x + size * 0.55, y + size * 0.03),
            (x + size * 0.97, y - size * 0.13),
        ],
        mix(hull, PAPER, 0.5),
        size * 0.035,
    )


def _hull(x: float, y: float, size: float, way: float) -> list[Point]:
    outline = ((-1, -0.16), (-0.6, 0), (0.6, 0), (1, -0.16), (0.72, 0.28), (-0.72, 0.28))
    return [(x + px * size, y + py * size * way) for px, py in outline]


def stilt_house(
    canvas: Canvas, x: float, y: float, size: float, wall: Colour, roof: Colour, *, lit: bool = True
) -> None:
    """A house on posts standing in water at `y`."""
    for post in (-0.8, -0.3, 0.3, 0.8):
        canvas.box(x + post * size - size * 0.03, y - size * 0.5, x + post * size + size * 0.03, y, mix(wall, INK, 0.5))
    canvas.box(x - size, y - size * 0.52, x + size, y - size * 0.44, mix(wall, INK, 0.35))
    canvas.box(x - size * 0.82, y - size * 1.05, x + size * 0.82, y - size * 0.5, wall)
    canvas.area(
        [
            (x - size * 1.05, y - size),
            (x - size * 0.6, y - size * 1.55),
            (x + size * 0.6, y - size * 1.55),
            (x + size * 1.05, y - size),
        ],
        roof,
    )
    if lit:
        for window in (-0.45, 0.15):
            canvas.box(x + window * size, y - size * 0.9, x + (window + 0.28) * size, y - size * 0.66, LAMP)


def stars(canvas: Canvas, bottom: float, count: int) -> None:
    for _ in range(count):
        x, y = canvas.random.uniform(0, canvas.width), canvas.random.uniform(0, bottom)
        canvas.disc(x, y, canvas.random.choice((1.2, 1.6, 2.4)), mix(NIGHT, CREAM, canvas.random.uniform(0.4, 1)))


def blob(canvas: Canvas, x: float, y: float, wide: float, tall: float, *, rough: float = 0.14) -> list[Point]:
    """An island's outline: an ellipse that several waves have worked on."""
    waves = [(n, canvas.random.uniform(0.3, 1) / n, canvas.random.uniform(0, math.tau)) for n in (2, 3, 5, 8, 13)]
    outline = []
    for step in range(140):
        turn = step / 140 * math.tau
        reach = 1 + rough * sum(size * 2 * math.sin(n * turn + shift) for n, size, shift in waves)
        outline.append((x + math.cos(turn) * wide * reach, y + math.sin(turn) * tall * reach))
    return outline


def scaled(points: list[Point], share: float) -> list[Point]:
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return [(x + (px - x) * share, y + (py - y) * share) for px, py in points]


def island(canvas: Canvas, outline: list[Point], land: Colour = LEAF) -> None:
    """Shallows, beach, land and two heights."""
    canvas.area(scaled(outline, 1.22), mix(SKY, SEA, 0.12))
    canvas.area(scaled(outline, 1.06), CREAM)
    canvas.area(outline, land)
    canvas.area(scaled(outline, 0.66), mix(land, MOSS, 0.55))
    canvas.area(scaled(outline, 0.34), mix(land, PINE, 0.6))


def chart_sheet(canvas: Canvas) -> None:
    """Paper, an accent rule and level lines: the frame of every chart."""
    canvas.box(0, 0, canvas.width, canvas.height, PAPER)
    canvas.box(150, 120, 330, 134, ACCENT)
    for y in range(240, 961, 180):
        canvas.box(150, y, 1650, y + 2, mix(PAPER, STONE, 0.6))
    canvas.box(150, 1020, 1650, 1025, INK)


def ticks(canvas: Canvas, places: Iterable[float]) -> None:
    for x in places:
        canvas.box(x - 2, 1025, x + 2, 1046, INK)
