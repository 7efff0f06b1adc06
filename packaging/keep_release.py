"""Keeps a vault as this release makes them, for the tests of every release after it.

    .venv/bin/python packaging/keep_release.py

Run once for each release, before its version is raised; commit what it writes. The tests open each
vault kept there, bring it up to date, and verify it.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import ketachart  # noqa: E402
from ketachart.app.replay import replay  # noqa: E402
from ketachart.app.scenario import read_scenario  # noqa: E402
from ketachart.crypto.passphrases import SMALLEST_COST  # noqa: E402

SCENARIO = ROOT / "resources" / "scenarios" / "first-infusion.json"
KEPT = ROOT / "tests" / "releases"


def keep(file: Path) -> None:
    """Replay the first infusion into a vault, and put the closed vault into a new file."""
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer) / "vault"
        replay(read_scenario(SCENARIO), folder, cost=SMALLEST_COST).close()
        with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as kept:
            for path in sorted(folder.iterdir()):
                if path.name != "vault.lock":
                    kept.write(path, path.name)


if __name__ == "__main__":
    chosen = KEPT / f"{ketachart.__version__}.zip"
    if chosen.exists():
        sys.exit(f"{chosen} is there already; a released vault is never made anew.")
    keep(chosen)
    print(f"{chosen}: {chosen.stat().st_size} bytes. Commit it.")
