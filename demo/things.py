"""Painters of halls, fields and things for the demonstration pictures: each fills one canvas."""

from __future__ import annotations

import math

from .drawing import (
    ACCENT,
    CLAY,
    CREAM,
    DEEP,
    FOREST,
    HAZE,
    INK,
    LAMP,
    LEAF,
    LINK,
    MOSS,
    NIGHT,
    OCHRE,
    ORANGE,
    PAPER,
    PINE,
    ROSE,
    SAND,
    SEA,
    SKY,
    SLATE,
    STONE,
    SUN,
    Canvas,
    Point,
    cloud,
    mix,
    ridge,
    scaled,
    stars,
    steps,
)  # fmt: skip


def stadion(canvas: Canvas) -> None:
    canvas.shade(0, 620, NIGHT, DEEP, mix(SEA, SLATE, 0.3))
    stars(canvas, 300, 60)
    canvas.area([(0, 640), (0, 430), (450, 500), (1350, 500), (1800, 430), (1800, 640)], mix(SLATE, NIGHT, 0.5))
    for row in range(7):
        y = 520 + row * 19 - 0.0
        for x in range(0, 1800, 15):
            sag = 70 * ((x - 900) / 900) ** 2
            tone = canvas.random.choice((ACCENT, ROSE, SAND, STONE, SLATE, LINK, CREAM))
            canvas.disc(x + (row % 2) * 7, y - sag * (1 - row / 9), 6, mix(tone, NIGHT, 0.25))
    canvas.area(
        [(0, 430), (450, 490), (1350, 490), (1800, 430), (1800, 380), (1350, 450), (450, 450), (0, 380)],
        mix(STONE, NIGHT, 0.35),
    )
    canvas.box(0, 640, 1800, 680, mix(ACCENT, NIGHT, 0.3))
    for x in range(0, 1800, 225):
        canvas.box(x + 8, 648, x + 216, 672, mix((LINK, OCHRE, PINE, ACCENT)[x // 225 % 4], PAPER, 0.15))
    _pitch(canvas)
    for x in (210, 1590):
        canvas.line([(x, 640), (x, 190)], SLATE, 14)
        canvas.box(x - 96, 96, x + 96, 206, mix(SLATE, NIGHT, 0.3), 8)
        for row in range(3):
            for column in range(6):
                canvas.disc(x - 75 + column * 30, 118 + row * 33, 11, mix(SUN, PAPER, 0.5))
        side = 1 if x < 900 else -1
        canvas.glaze([(x - 90, 150), (x + 90, 150), (x + side * 1150, 1200), (x - side * 120, 1200)], SUN, 0.09)


def _pitch(canvas: Canvas) -> None:
    for stripe in range(12):
        left, right = stripe / 12, (stripe + 1) / 12
        tone = mix(MOSS, PINE, 0.35 if stripe % 2 else 0.6)
        canvas.area(
            [
                (-100 + 2000 * left, 680),
                (-100 + 2000 * right, 680),
                (-900 + 3600 * right, 1200),
                (-900 + 3600 * left, 1200),
            ],
            tone,
        )
    canvas.line([(0, 730), (1800, 730)], PAPER, 5)
    canvas.line([(900, 730), (900, 1200)], PAPER, 7)
    canvas.ring(900, 985, 330, PAPER, 7, flat=0.36)
    canvas.disc(900, 985, 12, PAPER, flat=0.5)
    canvas.glow(1120, 1078, 46, NIGHT, 0.35, flat=0.28)
    canvas.disc(1120, 1040, 40, PAPER)
    for turn in range(5):
        angle = math.radians(turn * 72 - 90)
        canvas.disc(1120 + 29 * math.cos(angle), 1040 + 29 * math.sin(angle), 9, INK)
    canvas.disc(1120, 1040, 11, INK)


def bulutangkis(canvas: Canvas) -> None:
    canvas.shade(0, 760, mix(DEEP, NIGHT, 0.5), DEEP, mix(SEA, DEEP, 0.4))
    for x in (300, 900, 1500):
        canvas.glaze([(x - 90, 0), (x + 90, 0), (x + 420, 760), (x - 420, 760)], SKY, 0.07)
        canvas.box(x - 110, 0, x + 110, 18, PAPER)
    canvas.box(0, 700, 1800, 1200, mix(OCHRE, CLAY, 0.35))
    canvas.area([(330, 760), (1470, 760), (1900, 1200), (-100, 1200)], mix(PINE, FOREST, 0.2))
    for share in (0.0, 0.11, 0.5, 0.89, 1.0):
        canvas.line([(330 + 1140 * share, 760), (-100 + 2000 * share, 1200)], PAPER, 6)
    for y, half in ((760, 570), (880, 687), (1110, 912)):
        canvas.line([(900 - half, y), (900 + half, y)], PAPER, 6)
    for x in (140, 1660):
        canvas.box(x - 9, 430, x + 9, 905, STONE)
    for x in range(150, 1660, 26):
        canvas.line([(x, 462), (x, 640)], mix(SEA, SKY, 0.35), 2)
    for y in range(480, 650, 26):
        canvas.line([(149, y), (1651, y)], mix(SEA, SKY, 0.35), 2)
    canvas.box(149, 440, 1651, 468, PAPER)
    _shuttle(canvas, 1010, 300)
    for step in range(5):
        canvas.glaze(
            [
                (1150 + step * 74, 214 - step * 27),
                (1196 + step * 74, 197 - step * 27),
                (1198 + step * 74, 201 - step * 27),
                (1152 + step * 74, 220 - step * 27),
            ],
            PAPER,
            0.5 - step * 0.08,
        )


def _shuttle(canvas: Canvas, x: float, y: float) -> None:
    turn = math.radians(-24)

    def at(along: float, across: float) -> Point:
        return x + along * math.cos(turn) - across * math.sin(turn), y + along * math.sin(turn) + across * math.cos(
            turn
        )

    for blade in range(7):
        low, high = -34 + blade * 9.7, -92 + blade * 26.3
        canvas.area(
            [at(-20, low), at(128, high - 2), at(142, high + 13), at(128, high + 27), at(-20, low + 8)],
            mix(PAPER, STONE, 0.1 + 0.07 * blade),
        )
    for ring in (30, 70):
        half = 36 + ring * 0.42
        canvas.line([at(ring, -half), at(ring, half)], mix(STONE, SLATE, 0.4), 4)
    canvas.disc(*at(-40, 0), 43, PAPER)
    canvas.line([at(-24, -38), at(-24, 38)], ACCENT, 13)


def lintasan(canvas: Canvas) -> None:
    canvas.shade(0, 560, SKY, HAZE, CREAM)
    cloud(canvas, 430, 220, 140, PAPER)
    cloud(canvas, 1300, 170, 110, PAPER)
    ridge(canvas, 490, 60, mix(SEA, HAZE, 0.45))
    ridge(canvas, 545, 26, mix(PINE, MOSS, 0.3), waves=3)
    canvas.box(0, 570, 1800, 1200, mix(MOSS, LEAF, 0.3))
    lanes = 7
    for lane in range(lanes):
        radius = 1500 - lane * 155
        tone = mix(ACCENT, CLAY, 0.45 if lane % 2 else 0.3)
        canvas.disc(2050, 1420, radius, PAPER, flat=0.56)
        canvas.disc(2050, 1420, radius - 9, tone, flat=0.56)
    canvas.disc(2050, 1420, 1500 - lanes * 155, PAPER, flat=0.56)
    canvas.disc(2050, 1420, 1490 - lanes * 155, mix(MOSS, PINE, 0.4), flat=0.56)
    for x, y, size in ((820, 900, 46), (1140, 720, 36), (980, 1090, 56), (1480, 690, 32)):
        canvas.glow(x, y, size * 1.1, NIGHT, 0.22, flat=0.18)
        canvas.area(
            [
                (x - size * 0.55, y),
                (x - size * 0.08, y - size * 1.5),
                (x + size * 0.08, y - size * 1.5),
                (x + size * 0.55, y),
            ],
            ORANGE,
        )
        canvas.area(
            [
                (x - size * 0.37, y - size * 0.55),
                (x - size * 0.22, y - size * 1.05),
                (x + size * 0.22, y - size * 1.05),
                (x + size * 0.37, y - size * 0.55),
            ],
            PAPER,
        )
        canvas.disc(x, y, size * 0.72, mix(ORANGE, INK, 0.2), flat=0.18)
    for x in range(60, 1800, 200):
        canvas.line([(x, 566), (x, 440)], mix(INK, SLATE, 0.4), 5)
        canvas.area([(x, 440), (x + 70, 456), (x, 478)], (ACCENT, LINK, OCHRE)[x // 200 % 3])


def perpustakaan(canvas: Canvas) -> None:
    canvas.box(0, 0, 1800, 1200, mix(CLAY, NIGHT, 0.55))
    for row in range(4):
        floor = 300 + row * 285
        canvas.box(40, floor - 250, 1760, floor, mix(CLAY, NIGHT, 0.78))
        _books(canvas, floor)
        canvas.box(0, floor, 1800, floor + 32, mix(CLAY, OCHRE, 0.25))
        canvas.box(0, floor + 26, 1800, floor + 34, mix(CLAY, INK, 0.45))
    for x in (0, 590, 1180, 1772):
        canvas.box(x, 0, x + 30, 1200, mix(CLAY, OCHRE, 0.15))
        canvas.box(x + 24, 0, x + 30, 1200, mix(CLAY, INK, 0.4))
    canvas.glow(1330, 260, 560, LAMP, 0.07)
    canvas.glow(1330, 260, 340, LAMP, 0.1)
    for rail in (1420, 1560):
        canvas.line([(rail, 0), (rail + 90, 1200)], OCHRE, 20)
    for step in range(8):
        canvas.line([(1430 + step * 11.2, 90 + step * 150), (1560 + step * 11.2, 90 + step * 150)], OCHRE, 16)


def _books(canvas: Canvas, floor: float) -> None:
    tones = (ACCENT, LINK, PINE, OCHRE, SAND, CREAM, DEEP, ROSE, MOSS, STONE)
    x = 46.0
    while x < 1740:
        wide, tall = canvas.random.uniform(20, 54), canvas.random.uniform(150, 232)
        if canvas.random.random() < 0.06:
            x += canvas.random.uniform(30, 80)
        tone = mix(canvas.random.choice(tones), INK, canvas.random.uniform(0, 0.22))
        canvas.box(x, floor - tall, x + wide, floor, tone, 3)
        canvas.box(x + wide * 0.18, floor - tall * 0.86, x + wide * 0.82, floor - tall * 0.78, mix(tone, PAPER, 0.45))
        canvas.box(x + wide * 0.18, floor - tall * 0.2, x + wide * 0.82, floor - tall * 0.15, mix(tone, PAPER, 0.3))
        x += wide + 2


def batik(canvas: Canvas) -> None:
    """A cloth of kawung, four petals to a knot, with a striped border."""
    canvas.box(0, 0, 1800, 1200, mix(ACCENT, NIGHT, 0.3))
    size = 150
    for row in range(-1, 9):
        for column in range(-1, 13):
            _kawung(canvas, column * size + 75, row * size + 75, size, (row + column) % 2)
    canvas.box(0, 985, 1800, 1200, NIGHT)
    for y, tall, tone in ((985, 12, OCHRE), (1010, 5, CREAM), (1150, 5, CREAM), (1170, 12, OCHRE)):
        canvas.box(0, y, 1800, y + tall, tone)
    for x in range(0, 1860, 120):
        canvas.area([(x, 1144), (x + 60, 1026), (x + 120, 1144)], mix(ACCENT, CLAY, 0.15))
        canvas.area([(x + 26, 1144), (x + 60, 1074), (x + 94, 1144)], CREAM)
        canvas.area([(x + 44, 1144), (x + 60, 1106), (x + 76, 1144)], LINK)
        canvas.disc(x, 1046, 11, OCHRE)
    for fold in (300, 820, 1390):
        canvas.glaze([(fold, 0), (fold + 120, 0), (fold + 60, 1200), (fold - 80, 1200)], INK, 0.1)
        canvas.glaze([(fold + 120, 0), (fold + 200, 0), (fold + 140, 1200), (fold + 60, 1200)], PAPER, 0.06)


def _kawung(canvas: Canvas, x: float, y: float, size: float, tone: int) -> None:
    for turn in (45, 135, 225, 315):
        angle = math.radians(turn)
        middle = (x + math.cos(angle) * size * 0.34, y + math.sin(angle) * size * 0.34)
        for share, colour in ((1.0, CREAM), (0.82, (LINK, CLAY)[tone]), (0.5, mix(CREAM, SAND, 0.5))):
            canvas.area(_petal(middle, angle, size * 0.3 * share), colour)
        canvas.disc(*middle, size * 0.035, NIGHT)
    canvas.disc(x, y, size * 0.07, OCHRE)
    for side in (-0.5, 0.5):
        canvas.disc(x + side * size, y, size * 0.035, CREAM)
        canvas.disc(x, y + side * size, size * 0.035, CREAM)


def _petal(middle: Point, angle: float, reach: float) -> list[Point]:
    outline = []
    for t in steps(20):
        turn = t * math.tau
        along, across = reach * math.cos(turn), reach * 0.62 * math.sin(turn)
        outline.append(
            (
                middle[0] + along * math.cos(angle) - across * math.sin(angle),
                middle[1] + along * math.sin(angle) + across * math.cos(angle),
            )
        )
    return outline


def kopi(canvas: Canvas) -> None:
    canvas.shade(0, 905, mix(SAND, CREAM, 0.4), CREAM)
    canvas.disc(900, 560, 480, mix(SAND, ROSE, 0.35))
    canvas.box(0, 900, 1800, 1200, mix(CLAY, INK, 0.25))
    canvas.box(0, 900, 1800, 926, mix(CLAY, OCHRE, 0.3))
    for shift in (-110, 0, 110):
        path = [(900 + shift + 36 * math.sin(t * 7 + shift), 470 - 300 * t) for t in steps(30)]
        for number, (x, y) in enumerate(path):
            canvas.glow(x, y, 22 - abs(number - 15) * 0.9, PAPER, 0.5)
    canvas.disc(900, 918, 400, mix(PAPER, STONE, 0.3), flat=0.12)
    canvas.disc(900, 906, 400, PAPER, flat=0.11)
    canvas.disc(900, 906, 250, mix(PAPER, STONE, 0.35), flat=0.1)
    canvas.ring(1205, 680, 105, mix(PAPER, STONE, 0.15), 34)
    canvas.area([(630, 540), (1170, 540), (1140, 760), (1060, 880), (740, 880), (660, 760)], PAPER)
    canvas.area([(650, 690), (1150, 690), (1146, 726), (654, 726)], ACCENT)
    canvas.glaze([(1010, 540), (1170, 540), (1140, 760), (1060, 880), (980, 880)], SLATE, 0.14)
    canvas.disc(900, 540, 270, mix(PAPER, STONE, 0.2), flat=0.16)
    canvas.disc(900, 544, 248, mix(CLAY, INK, 0.55), flat=0.145)
    canvas.glow(850, 540, 120, OCHRE, 0.3, flat=0.12)
    for x, y in (
        (250, 1010),
        (370, 1060),
        (170, 1090),
        (1480, 1000),
        (1600, 1060),
        (1420, 1085),
        (520, 1110),
        (1290, 1120),
    ):
        _bean(canvas, x, y, canvas.random.uniform(0, math.pi))


def _bean(canvas: Canvas, x: float, y: float, angle: float) -> None:
    canvas.glow(x + 6, y + 26, 54, NIGHT, 0.25, flat=0.4)
    canvas.area(_petal((x, y), angle, 54), mix(CLAY, INK, 0.62))
    canvas.area(_petal((x - 5, y - 6), angle, 44), mix(CLAY, INK, 0.4))
    crease = []
    for t in steps(12):
        along, across = -44 + 88 * t, 9 * math.sin(t * math.tau)
        crease.append(
            (
                x + along * math.cos(angle) - across * math.sin(angle),
                y + along * math.sin(angle) + across * math.cos(angle),
            )
        )
    canvas.line(crease, mix(CLAY, INK, 0.8), 6)


def panel_surya(canvas: Canvas) -> None:
    canvas.shade(0, 760, mix(SEA, SKY, 0.45), SKY, CREAM)
    canvas.sun(1420, 270, 100, SUN)
    cloud(canvas, 360, 240, 150, PAPER)
    ridge(canvas, 640, 54, mix(PINE, HAZE, 0.45))
    ridge(canvas, 710, 30, mix(MOSS, PINE, 0.3), waves=2.6)
    canvas.box(0, 740, 1800, 1200, mix(ACCENT, CLAY, 0.5))
    for y in range(760, 1200, 40):
        canvas.line([(0, y), (1800, y)], mix(ACCENT, INK, 0.3), 4)
    for top, scale in ((640, 0.62), (820, 1.0)):
        for column in range(-3, 4):
            _panel(canvas, 900 + column * 330 * scale * 1.25, top, scale * 1.3)


def _panel(canvas: Canvas, x: float, top: float, scale: float) -> None:
    wide, tall, lean = 290 * scale, 190 * scale, 90 * scale
    corners = [
        (x - wide / 2 + lean, top),
        (x + wide / 2 + lean, top),
        (x + wide / 2, top + tall),
        (x - wide / 2, top + tall),
    ]
    canvas.glaze([(px - 14 * scale, py + 30 * scale) for px, py in corners], NIGHT, 0.3)
    canvas.area(corners, STONE)
    inner = scaled(corners, 0.94)
    canvas.area(inner, mix(LINK, NIGHT, 0.25))
    (a, b, c, d) = inner
    canvas.glaze([a, ((a[0] + b[0]) / 2, a[1]), ((d[0] * 3 + c[0]) / 4, d[1]), d], SKY, 0.22)
    for t in steps(6)[1:-1]:
        canvas.line([(a[0] + (b[0] - a[0]) * t, a[1]), (d[0] + (c[0] - d[0]) * t, d[1])], mix(SKY, LINK, 0.35), 2.5)
    for t in steps(4)[1:-1]:
        canvas.line(
            [(a[0] + (d[0] - a[0]) * t, a[1] + tall * 0.94 * t), (b[0] + (c[0] - b[0]) * t, b[1] + tall * 0.94 * t)],
            mix(SKY, LINK, 0.35),
            2.5,
        )


def langit_malam(canvas: Canvas) -> None:
    canvas.shade(0, 1000, NIGHT, mix(NIGHT, DEEP, 0.5), mix(DEEP, SLATE, 0.5), mix(ROSE, SLATE, 0.4))
    for _ in range(90):
        share = canvas.random.random()
        x, y = 300 + 1500 * share + canvas.random.gauss(0, 70), 820 - 900 * share + canvas.random.gauss(0, 60)
        canvas.glow(x, y, canvas.random.uniform(50, 150), mix(SKY, ROSE, canvas.random.random()), 0.03)
    stars(canvas, 900, 420)
    ridge(canvas, 900, 60, mix(DEEP, NIGHT, 0.45), waves=1.3)
    ridge(canvas, 985, 30, mix(CLAY, NIGHT, 0.72), waves=1.8)
    for x, size in ((330, 0.7), (660, 0.85), (1090, 1.45), (1560, 0.75)):
        _antenna(canvas, x, 1010 + 60 * size, size)


def _antenna(canvas: Canvas, x: float, base: float, size: float) -> None:
    canvas.area(
        [
            (x - 60 * size, base),
            (x - 26 * size, base - 150 * size),
            (x + 26 * size, base - 150 * size),
            (x + 60 * size, base),
        ],
        mix(STONE, SLATE, 0.4),
    )
    canvas.box(x - 40 * size, base - 172 * size, x + 40 * size, base - 138 * size, SLATE, 8)
    turn = math.radians(-52)
    bowl = []
    for t in steps(24):
        across = (-1 + 2 * t) * 170 * size
        along = (across / (170 * size)) ** 2 * 62 * size
        bowl.append(
            (
                x + along * math.cos(turn) - across * math.sin(turn),
                base - 215 * size + along * math.sin(turn) + across * math.cos(turn),
            )
        )
    canvas.area(bowl, PAPER)
    canvas.area([*bowl[:13], bowl[12]], mix(PAPER, SLATE, 0.2))
    feed = (x + 150 * size * math.cos(turn), base - 215 * size + 150 * size * math.sin(turn))
    for corner in (bowl[2], bowl[-3]):
        canvas.line([corner, feed], STONE, 5 * size)
    canvas.disc(*feed, 13 * size, ACCENT)
