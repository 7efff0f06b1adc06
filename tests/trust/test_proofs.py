"""Every proof, as often as an ordinary test run has time for."""

import subprocess
import sys
from pathlib import Path

import pytest

from trust.proofs import PROOFS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the disk that fails, and the killing, are Linux's"
)
TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", PROOFS)
def test_that_it_holds(name):
    command = [sys.executable, "-m", "trust", name, "--short"]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
