"""The first two commands of the README."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The bundle of a quick start without network, and what it printed."""
    folder = tmp_path_factory.mktemp("quick")
    words = [sys.executable, "-m", "mobilekit", "quickstart"]
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0:
        words = ["unshare", "--net", *words]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "mobilekit_quickstart", done.stdout


@pytest.mark.slow
def test_every_variant_is_in_the_table_and_nothing_failed(started: tuple[Path, str]) -> None:
    from mobilekit.formats import DEFAULTS

    _, printed = started
    assert all(str(variant) in printed for variant in DEFAULTS)
    assert "FAILED" not in printed
    assert "report.html" in printed


@pytest.mark.slow
def test_the_report_is_written_in_three_forms(started: tuple[Path, str]) -> None:
    bundle, _ = started
    report = json.loads((bundle / "report" / "report.json").read_text())
    assert report["verdict"] == "passed"
    cases = ElementTree.parse(bundle / "report" / "junit.xml").getroot()
    assert int(cases.get("tests", "0")) == len(report["outcomes"])
    page = (bundle / "report" / "report.html").read_text()
    assert "<script" not in page
    fetched = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//[^"')\s]+""", page)
    assert fetched == [], "the page would ask the network"


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_shows_the_report(started: tuple[Path, str], tmp_path: Path) -> None:
    bundle, _ = started
    picture = tmp_path / "page.png"
    words = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    words += [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,1600", f"--screenshot={picture}"]
    page = (bundle / "report" / "report.html").resolve().as_uri()
    subprocess.run([*words, page], check=True, capture_output=True, timeout=120)
    from PIL import Image

    with Image.open(picture) as shown:
        assert len(set(shown.convert("RGB").resize((60, 60)).getdata())) > 20, "the page is blank"
