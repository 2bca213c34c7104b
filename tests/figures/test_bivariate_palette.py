"""The nine colours of two figures in one map: neighbours can be told apart by everyone, and none is the grey of a gap."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from wohnmonitor.figures.style import BIVARIATE, COLOURS, THEMES

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, sight: str) -> np.ndarray:
    """CIELAB of `#RRGGBB` as seen with a sight of SEEN_BY."""
    rgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = (TO_XYZ @ np.clip(SEEN_BY[sight] @ linear, 0, 1)) / WHITE
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    t = 1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
    t += 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.20 * np.cos(np.radians(4 * hm - 63))
    rotation = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / (1 + 0.045 * cm), big_h / (1 + 0.015 * cm * t)
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


def test_the_difference_is_that_of_the_published_pairs():
    for one, other, expected in (((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 2.5, 0), (73, 25, -18), 27.1492)):
        assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
def test_neighbours_can_be_told_apart_by_everyone(theme):
    colours = BIVARIATE[theme]
    assert len(set(colours)) == 9
    for sight in SEEN_BY:
        seen = [lab(colour, sight) for colour in colours]
        least = 8.8 if sight == "everyone" else 5.3
        for low, high in product(range(9), repeat=2):
            beside = abs(low % 3 - high % 3) + abs(low // 3 - high // 3) == 1
            if beside:
                assert difference(seen[low], seen[high]) >= least, (sight, colours[low], colours[high])


@pytest.mark.parametrize("theme", THEMES)
def test_more_of_both_is_darker_in_light_and_lighter_in_dark(theme):
    lightness = [lab(colour, "everyone")[0] for colour in BIVARIATE[theme]]
    sign = -1 if theme == "light" else 1
    for at in range(9):
        for step in ([1] if at % 3 < 2 else []) + ([3] if at < 6 else []):
            assert sign * (lightness[at + step] - lightness[at]) > 0
    ground = lab(COLOURS["gap-ground"][THEMES.index(theme)], "everyone")
    assert difference(lab(BIVARIATE[theme][0], "everyone"), ground) > 3
