"""A browser shows the page: wide and narrow, light and dark, without a complaint."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

DARK, LIGHT = 0, 1
"""Chromium's numbers of the colour schemes that a system prefers."""

PROBE = """<script>onload = () => {
  const d = document.querySelector("iframe").contentDocument, r = d.documentElement;
  document.title = [r.clientWidth, r.scrollWidth, d.querySelectorAll("section").length, d.compatMode].join(" ");
}</script>"""


def chromium(page: Path, profile: Path, scheme: int, *words: str) -> subprocess.CompletedProcess[str]:
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    command += ["--disable-background-networking", "--enable-logging=stderr", f"--user-data-dir={profile}"]
    command += [f"--blink-settings=preferredColorScheme={scheme}", *words, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)


@pytest.fixture
def framed(source: str, tmp_path: Path):
    """The page in a frame of a phone's or a desktop's width: a window of its own is never below 500 pixels."""

    def make(width: int, source: str = source) -> Path:
        path = tmp_path / f"{width}.html"
        frame = f'<iframe style="border:0;width:{width}px;height:4000px" srcdoc="{html.escape(source)}"></iframe>'
        path.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0">{frame}{PROBE}', "utf-8")
        return path

    return make


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_page_is_drawn_without_a_complaint(framed, tmp_path: Path, width: int, scheme: int) -> None:
    picture = tmp_path / "page.png"
    size = f"--window-size={max(500, width)},4000"
    done = chromium(framed(width), tmp_path / "profile", scheme, size, f"--screenshot={picture}")
    assert "CONSOLE" not in done.stderr
    with Image.open(picture) as shown:
        drawn = shown.convert("L").crop((0, 0, width, 4000))
    assert len(set(drawn.resize((60, 60)).tobytes())) > 20, "the page is blank"
    corner = drawn.getpixel((3, 3))
    assert (corner > 200) if scheme == LIGHT else (corner < 60)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_never_scrolls_sideways(framed, tmp_path: Path, width: int) -> None:
    done = chromium(framed(width), tmp_path / "profile", LIGHT, "--window-size=1400,900", "--dump-dom")
    found = re.search(r"<title>(\d+) (\d+) (\d+) (\w+)</title>", done.stdout)
    assert found is not None
    assert found.groups() == (str(width), str(width), "10", "CSS1Compat")


def test_a_page_that_is_too_wide_and_one_that_complains_are_caught(framed, tmp_path: Path) -> None:
    bad = framed(390, '<!doctype html><p style="width:900px">x</p><script>console.error("no")</script>')
    done = chromium(bad, tmp_path / "profile", LIGHT, "--dump-dom")
    assert "<title>390 9" in done.stdout
    assert "CONSOLE" in done.stderr
