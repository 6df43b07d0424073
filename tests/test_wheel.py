"""An installed samplegen works anywhere: specs and templates travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def build_wheel(directory: Path) -> Path:
    """Builds samplegen's wheel into an empty directory."""
    backend = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", backend, directory], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = directory.glob("*.whl")
    return wheel


def test_the_wheel_renders_what_the_checkout_renders(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "samplegen",
            "generate",
            "--output",
            str(ROOT / "generated"),
            "--check",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    where = subprocess.run(
        [sys.executable, "-c", "import samplegen.resources as r; print(r.root())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == str(tmp_path / "site" / "samplegen" / "_data")
