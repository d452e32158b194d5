import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "pillow_versions.py"


@pytest.mark.slow
def test_vectors_are_the_same_under_every_pillow_though_a_plain_resize_is_not(tmp_path):
    command = [sys.executable, SCRIPT, "--folder", tmp_path]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    rows = re.findall(r"Pillow (\S+)\s+vectors (\w{64})  plain resize (\w{16})", result.stdout)
    assert [version for version, _, _ in rows] == ["10.4.0", "11.3.0", "12.3.0", "13.0.0"]
    assert len({vectors for _, vectors, _ in rows}) == 1
    assert len({plain for _, _, plain in rows}) == 2
