"""Painters of streets and buildings for the demonstration pictures: each fills one canvas."""

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
    Colour,
    cloud,
    mix,
    palm,
    ridge,
    ripples,
    stars,
    steps,
)  # fmt: skip


def kota_malam(canvas: Canvas) -> None:
    canvas.shade(0, 880, NIGHT, mix(NIGHT, DEEP, 0.7), DEEP, mix(ROSE, SLATE, 0.35))
    stars(canvas, 420, 110)
    canvas.disc(330, 240, 64, CREAM)
    canvas.disc(362, 222, 58, mix(NIGHT, DEEP, 0.3))
    for share, low, high in ((0.25, 250, 420), (0.6, 200, 520), (1.0, 120, 400)):
        _skyline(canvas, share, low, high)
    canvas.shade(900, 1200, mix(DEEP, NIGHT, 0.4), NIGHT)
    for _ in range(150):
        x, y = canvas.random.uniform(0, 1800), canvas.random.uniform(910, 1180)
        wide = canvas.random.uniform(6, 40)
        canvas.glaze(
            [(x - wide, y), (x + wide, y), (x + wide, y + 5), (x - wide, y + 5)],
            canvas.random.choice((LAMP, ORANGE, SKY)),
            0.3,
        )
    canvas.box(0, 894, 1800, 906, mix(SLATE, NIGHT, 0.4))


def _skyline(canvas: Canvas, share: float, low: float, high: float) -> None:
    colour = mix(mix(SLATE, DEEP, 0.4), NIGHT, share)
    x = -30.0
    while x < 1800:
        wide, tall = canvas.random.uniform(70, 150), canvas.random.uniform(low, high)
        top = 900 - tall
        canvas.box(x, top, x + wide, 900, colour)
        if canvas.random.random() < 0.3:
            canvas.box(x + wide / 2 - 3, top - 60, x + wide / 2 + 3, top, colour)
            canvas.disc(x + wide / 2, top - 60, 5, ACCENT)
        _windows(canvas, (x, top, x + wide), share)
        x += wide + canvas.random.uniform(-12, 24)


def _windows(canvas: Canvas, wall: tuple[float, float, float], share: float) -> None:
    left, top, right = wall
    y = top + 22
    while y < 880:
        x = left + 14
        while x < right - 20:
            if canvas.random.random() < 0.18 + 0.3 * share:
                canvas.box(
                    x, y, x + 9, y + 13, mix(canvas.random.choice((LAMP, SUN, ORANGE)), DEEP, 0.5 - 0.45 * share)
                )
            x += 21
        y += 30


def kubah(canvas: Canvas) -> None:
    canvas.shade(0, 960, DEEP, mix(SEA, SLATE, 0.3), ROSE, SUN)
    canvas.sun(900, 690, 180, mix(SUN, PAPER, 0.25))
    for x, y, size in ((300, 250, 130), (1480, 190, 170), (1180, 330, 80)):
        cloud(canvas, x, y, size, mix(ROSE, SLATE, 0.35))
    far = mix(SLATE, ROSE, 0.3)
    for x in range(-40, 1840, 120):
        canvas.box(x, 830 + 34 * math.sin(x), x + 104, 960, far)
    near = mix(NIGHT, DEEP, 0.35)
    for x, radius in ((900, 190), (610, 104), (1190, 104), (420, 62), (1380, 62)):
        _dome(canvas, x, 860, radius, near)
    for x in (255, 1545):
        canvas.area([(x - 30, 960), (x - 22, 400), (x + 22, 400), (x + 30, 960)], near)
        canvas.box(x - 42, 540, x + 42, 560, near)
        canvas.box(x - 34, 395, x + 34, 412, near)
        _dome(canvas, x, 396, 30, near)
    canvas.box(380, 858, 1420, 960, near)
    for x in range(430, 1400, 96):
        canvas.disc(x, 900, 22, mix(LAMP, ORANGE, 0.3))
        canvas.box(x - 22, 900, x + 22, 960, mix(LAMP, ORANGE, 0.3))
    canvas.box(0, 955, 1800, 1200, mix(NIGHT, INK, 0.2))
    canvas.area([(820, 960), (980, 960), (1180, 1200), (620, 1200)], mix(SLATE, ROSE, 0.25))
    palm(canvas, 110, 1080, 480, 40, mix(NIGHT, INK, 0.3))
    palm(canvas, 1700, 1090, 520, -60, mix(NIGHT, INK, 0.3))


def _dome(canvas: Canvas, x: float, base: float, radius: float, colour: Colour) -> None:
    outline = []
    for t in steps(30):
        turn = math.pi * (1 - t)
        reach = radius * (1.06 if 0.06 < t < 0.94 else 0.94)
        outline.append((x + math.cos(turn) * reach, base - math.sin(turn) * radius * 1.12))
    canvas.area([(x - radius * 0.9, base + 4), *outline, (x + radius * 0.9, base + 4)], colour)
    canvas.area(
        [(x - radius * 0.3, base - radius * 1.02), (x, base - radius * 1.5), (x + radius * 0.3, base - radius * 1.02)],
        colour,
    )
    canvas.line([(x, base - radius * 1.4), (x, base - radius * 1.72)], colour, max(3, radius * 0.04))
    canvas.disc(x, base - radius * 1.72, max(4, radius * 0.06), OCHRE)
    canvas.box(x - radius * 0.98, base - 2, x + radius * 0.98, base + radius * 0.5, colour)


def pasar(canvas: Canvas) -> None:
    canvas.shade(0, 1200, mix(SKY, HAZE, 0.4), CREAM, SAND)
    for x in range(-20, 1800, 150):
        tall = canvas.random.uniform(130, 260)
        canvas.box(x, 560 - tall, x + 142, 700, mix(SAND, canvas.random.choice((CLAY, SEA, ROSE, STONE)), 0.35))
        for window in range(2):
            canvas.box(x + 26 + window * 60, 590 - tall, x + 56 + window * 60, 640 - tall, mix(SLATE, SAND, 0.35))
    canvas.box(0, 690, 1800, 1200, mix(STONE, CLAY, 0.28))
    stalls = (
        (-60, ACCENT, (ORANGE, LAMP, OCHRE)),
        (560, PINE, (MOSS, LEAF, FOREST)),
        (1180, LINK, (ACCENT, ROSE, ORANGE)),
    )
    for x, cloth, goods in stalls:
        _stall(canvas, x, cloth, goods)
    for x in range(60, 1800, 210):
        canvas.line([(x - 105, 236), (x, 268), (x + 105, 236)], mix(INK, SAND, 0.3), 3)
        canvas.glow(x, 290, 46, LAMP, 0.25)
        canvas.disc(x, 290, 17, LAMP)


def _stall(canvas: Canvas, left: float, cloth: Colour, goods: tuple[Colour, ...]) -> None:
    right, wood = left + 580, mix(CLAY, INK, 0.35)
    for post in (left + 34, right - 50):
        canvas.box(post, 480, post + 16, 1080, wood)
    canvas.box(left + 20, 540, right - 20, 800, mix(cloth, INK, 0.62))
    for row, y in enumerate((800, 905, 1010)):
        canvas.box(left - 6 - 8 * row, y, right + 6 + 8 * row, y + 96, mix(wood, OCHRE, 0.25 + 0.08 * row))
        canvas.box(left - 6 - 8 * row, y + 82, right + 6 + 8 * row, y + 100, wood)
        for number in range(10):
            x = left + 36 + number * 56
            colour = goods[(number // 3 + row) % len(goods)]
            for lift, shift in ((0, -14), (0, 14), (-24, 0)):
                canvas.disc(x + shift, y + lift - 6, 25, mix(colour, INK, 0.16))
                canvas.disc(x + shift - 3, y + lift - 9, 21, colour)
    stripes = 8
    for number in range(stripes):
        x, wide = left - 30 + number * 80, 80
        tone = cloth if number % 2 == 0 else PAPER
        top = left + 30 + number * 65
        canvas.area([(top, 390), (top + 65, 390), (x + wide, 520), (x, 520)], tone)
        canvas.disc(x + wide / 2, 520, wide / 2, tone, flat=0.7)
    canvas.glaze([(left - 30, 506), (left + 610, 506), (left + 610, 520), (left - 30, 520)], INK, 0.14)


def gudang(canvas: Canvas) -> None:
    canvas.shade(0, 760, SKY, HAZE, CREAM)
    cloud(canvas, 300, 220, 150, PAPER)
    cloud(canvas, 1500, 300, 120, PAPER)
    ridge(canvas, 700, 40, mix(PINE, HAZE, 0.45))
    canvas.box(0, 760, 1800, 1200, mix(SAND, CLAY, 0.3))
    for x in range(0, 1800, 75):
        canvas.line([(900 + (x - 900) * 0.35, 760), (900 + (x - 900) * 2.4, 1200)], mix(SAND, CLAY, 0.45), 5)
    canvas.box(250, 430, 1550, 960, mix(CREAM, SAND, 0.5))
    canvas.area([(180, 450), (900, 190), (1620, 450), (1620, 492), (900, 236), (180, 492)], ACCENT)
    canvas.area([(250, 470), (900, 236), (1550, 470)], mix(CREAM, CLAY, 0.25))
    canvas.disc(900, 370, 54, mix(CLAY, INK, 0.4))
    for turn in range(6):
        angle = math.radians(turn * 60 + 15)
        canvas.line([(900, 370), (900 + 48 * math.cos(angle), 370 + 48 * math.sin(angle))], STONE, 12)
    for left in (350, 760, 1170):
        canvas.box(left, 570, left + 280, 960, mix(INK, CLAY, 0.3))
        for row in range(4):
            for column in range(5):
                x, y = left + 36 + column * 52, 930 - row * 62
                canvas.disc(x, y, 30, mix(ROSE, ACCENT, 0.3 + 0.1 * ((row + column) % 3)), flat=0.85)
                canvas.area([(x - 8, y - 22), (x + 4, y - 46), (x + 9, y - 22)], OCHRE)
        canvas.box(left - 10, 556, left + 290, 584, mix(CLAY, INK, 0.3))
    canvas.box(200, 952, 1600, 984, mix(STONE, SLATE, 0.4))
    for x in (130, 1500):
        for lift in range(3):
            canvas.box(x, 1010 - lift * 72, x + 150, 1076 - lift * 72, mix(OCHRE, CLAY, 0.2 + lift * 0.15), 6)
            canvas.box(x, 1038 - lift * 72, x + 150, 1044 - lift * 72, mix(CLAY, INK, 0.3))


def pelabuhan(canvas: Canvas) -> None:
    canvas.shade(0, 760, mix(SEA, SLATE, 0.25), SKY, CREAM, mix(SAND, ROSE, 0.4))
    canvas.sun(300, 520, 84, SUN)
    ridge(canvas, 690, 36, mix(SEA, HAZE, 0.4))
    canvas.shade(745, 1200, mix(SEA, HAZE, 0.3), SEA, DEEP)
    ripples(canvas, 770, 1190, mix(SEA, HAZE, 0.5), 60)
    _container_ship(canvas)
    canvas.box(0, 952, 1800, 1200, mix(STONE, SLATE, 0.45))
    canvas.box(0, 946, 1800, 974, mix(STONE, PAPER, 0.35))
    canvas.box(0, 1060, 1800, 1068, mix(LAMP, STONE, 0.3))
    for x in range(60, 1260, 170):
        canvas.box(x, 922, x + 34, 952, mix(SLATE, INK, 0.5), 8)
    for x, colour in ((640, ACCENT), (1060, mix(ACCENT, INK, 0.2))):
        _gantry(canvas, x, colour)
    tones = (ACCENT, OCHRE, LINK, PINE, SAND)
    for row in range(3):
        for column in range(3):
            x, y = 1350 + column * 165, 1092 - row * 62
            canvas.box(x, y, x + 156, y + 56, tones[(row * 2 + column * 3) % 5])
            for rib in range(1, 8):
                canvas.box(
                    x + rib * 19, y + 6, x + rib * 19 + 3, y + 50, mix(tones[(row * 2 + column * 3) % 5], INK, 0.2)
                )


def _container_ship(canvas: Canvas) -> None:
    tones = (ACCENT, LINK, OCHRE, PINE, SAND, CLAY, SEA)
    for column in range(9):
        for row in range(5 - abs(column - 4) // 2):
            x, y = 270 + column * 84, 772 - row * 46
            canvas.box(x, y, x + 79, y + 42, tones[(column * 2 + row * 3) % 7])
            canvas.box(x, y + 36, x + 79, y + 42, mix(tones[(column * 2 + row * 3) % 7], INK, 0.25))
    canvas.box(150, 620, 258, 815, PAPER)
    canvas.box(138, 600, 270, 632, CREAM)
    for y in (650, 690, 730):
        canvas.box(166, y, 244, y + 16, DEEP)
    canvas.box(180, 545, 228, 600, ACCENT)
    canvas.area([(90, 812), (1190, 812), (1090, 960), (150, 960)], mix(NIGHT, DEEP, 0.5))
    canvas.area([(138, 930), (1111, 930), (1090, 960), (150, 960)], ACCENT)
    canvas.glow(620, 966, 560, NIGHT, 0.22, flat=0.04)


def _gantry(canvas: Canvas, x: float, colour: Colour) -> None:
    for leg in (0, 200):
        canvas.line([(x + leg, 330), (x + leg + 26, 1000)], colour, 22)
    canvas.line([(x, 620), (x + 220, 620)], colour, 16)
    canvas.line([(x + 6, 640), (x + 214, 960)], colour, 9)
    canvas.box(x - 300, 322, x + 330, 348, colour)
    canvas.area([(x + 60, 322), (x + 110, 150), (x + 134, 150), (x + 150, 322)], colour)
    canvas.line([(x + 122, 155), (x - 290, 326)], colour, 7)
    canvas.line([(x + 122, 155), (x + 322, 326)], colour, 7)
    canvas.box(x - 170, 348, x - 96, 384, mix(colour, INK, 0.35))
    for rope in (-160, -108):
        canvas.line([(x + rope, 384), (x + rope, 520)], mix(INK, SLATE, 0.4), 3)
    canvas.box(x - 186, 520, x - 80, 566, OCHRE)


def hujan(canvas: Canvas) -> None:
    canvas.shade(0, 800, mix(SLATE, DEEP, 0.4), mix(SLATE, SKY, 0.4), mix(SKY, STONE, 0.4))
    for left in range(-30, 1800, 170):
        tall = canvas.random.uniform(180, 470)
        wall = mix(SLATE, canvas.random.choice((DEEP, CLAY, PINE)), 0.35)
        canvas.box(left, 800 - tall, left + 164, 820, wall)
        for top in range(int(840 - tall), 770, 62):
            for window in (22, 72, 122):
                lit = canvas.random.random() < 0.45
                canvas.box(left + window, top, left + window + 26, top + 34, LAMP if lit else mix(wall, INK, 0.25))
    canvas.shade(800, 1200, mix(SLATE, SKY, 0.3), mix(SLATE, DEEP, 0.5), mix(DEEP, NIGHT, 0.5))
    for _ in range(60):
        x, y = canvas.random.uniform(0, 1800), canvas.random.uniform(830, 1180)
        canvas.glow(x, y, canvas.random.uniform(30, 120), canvas.random.choice((LAMP, SKY, ROSE)), 0.13, flat=0.08)
    for x, y, size, colour in (
        (420, 700, 150, ACCENT),
        (760, 640, 95, LINK),
        (1330, 690, 170, OCHRE),
        (1060, 620, 75, PINE),
    ):
        _umbrella(canvas, x, y, size, colour)
    for _ in range(230):
        x, y, long = canvas.random.uniform(-60, 1800), canvas.random.uniform(-40, 1200), canvas.random.uniform(26, 80)
        canvas.glaze([(x, y), (x + 3, y), (x + 3 - long * 0.24, y + long), (x - long * 0.24, y + long)], PAPER, 0.42)


def _umbrella(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """An open umbrella over a plain coat: somebody, nobody in particular."""
    coat = mix(colour, NIGHT, 0.68)
    canvas.glow(x, y + size * 2.32, size * 0.8, NIGHT, 0.35, flat=0.12)
    canvas.area(
        [
            (x - size * 0.3, y + size * 0.35),
            (x + size * 0.3, y + size * 0.35),
            (x + size * 0.46, y + size * 1.7),
            (x - size * 0.46, y + size * 1.7),
        ],
        coat,
    )
    for leg in (-0.2, 0.08):
        canvas.box(x + leg * size, y + size * 1.65, x + (leg + 0.13) * size, y + size * 2.3, mix(NIGHT, INK, 0.4))
    canvas.line([(x, y - size * 0.7), (x, y + size * 0.5)], INK, size * 0.035)
    arc = [
        (x + size * 1.15 * math.cos(math.pi * (1 - t)), y + size * 0.25 - size * 0.92 * math.sin(math.pi * (1 - t)))
        for t in steps(24)
    ]
    scallop = []
    for bay in range(4):
        start = x + size * 1.15 - bay * size * 0.575
        scallop += [(start - size * 0.575 * t, y + size * 0.25 - size * 0.13 * math.sin(math.pi * t)) for t in steps(8)]
    canvas.area(arc + scallop, colour)
    fold = [(x, y - size * 0.67), (x + size * 0.575, y + size * 0.25), (x + size * 1.15, y + size * 0.25)]
    canvas.glaze([*fold, (x + size * 0.98, y - size * 0.2), (x + size * 0.6, y - size * 0.52)], INK, 0.14)


def sekolah(canvas: Canvas) -> None:
    canvas.shade(0, 780, SKY, HAZE, CREAM)
    cloud(canvas, 640, 230, 150, PAPER)
    cloud(canvas, 1430, 180, 120, PAPER)
    ridge(canvas, 690, 70, mix(PINE, HAZE, 0.4), waves=1.5)
    canvas.box(0, 800, 1800, 1200, mix(SAND, CLAY, 0.22))
    canvas.area([(0, 800), (1800, 800), (1800, 850), (0, 838)], MOSS)
    canvas.box(330, 540, 1560, 850, CREAM)
    canvas.box(330, 760, 1560, 850, mix(SEA, HAZE, 0.25))
    canvas.area([(270, 552), (440, 400), (1450, 400), (1620, 552)], mix(ACCENT, CLAY, 0.25))
    for y in range(424, 552, 26):
        canvas.line([(440 - (y - 400) * 1.11, y), (1450 + (y - 400) * 1.11, y)], mix(ACCENT, INK, 0.25), 3)
    for x in (390, 700, 1010, 1320):
        canvas.box(x, 600, x + 120, 720, mix(DEEP, SKY, 0.3))
        canvas.box(x + 56, 600, x + 64, 720, PAPER)
        canvas.box(x, 656, x + 120, 663, PAPER)
        canvas.box(x + 160, 596, x + 246, 850, mix(CLAY, INK, 0.2))
    for x in (340, 640, 950, 1260, 1536):
        canvas.box(x - 8, 545, x + 8, 850, PAPER)
    canvas.box(300, 850, 1590, 880, mix(STONE, PAPER, 0.3))
    canvas.box(192, 250, 202, 1010, SLATE)
    canvas.area([(202, 258), (270, 268), (340, 258), (340, 306), (270, 316), (202, 306)], shade_red())
    canvas.area([(202, 306), (270, 316), (340, 306), (340, 354), (270, 364), (202, 354)], PAPER)
    canvas.area([(150, 1010), (244, 1010), (264, 1040), (130, 1040)], STONE)
    palm(canvas, 1690, 900, 560, -70, FOREST)
    canvas.disc(1010, 1075, 380, mix(SAND, CLAY, 0.32), flat=0.16)
    canvas.ring(1010, 1075, 300, PAPER, 7, flat=0.16)


def shade_red() -> Colour:
    """The flag's own red, a little livelier than the accent."""
    return mix(ACCENT, ORANGE, 0.25)
