"""What the help says about reading a vault without the program is tried as it stands there."""

import builtins
import getpass
import io
import json
import re
import shutil
import sys
from contextlib import redirect_stdout

import pytest
from support.scenarios import opened, replayed, scenario

from ketachart.app.resources import help_texts

DAY, NURSE = "first-infusion", "rn.okafor"


@pytest.fixture
def copied(template, tmp_path):
    return shutil.copytree(replayed(template, DAY), tmp_path / "copy")


def test_that_the_script_of_the_page_reads_every_entry(copied, monkeypatch):
    (script,) = re.findall(r"```python\n(.*?)```", help_texts()["formats"], re.DOTALL)
    monkeypatch.setattr(sys, "argv", ["read.py", str(copied), NURSE])
    monkeypatch.setattr(getpass, "getpass", lambda: scenario(DAY).secrets[NURSE].passphrase)
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(script, "read.py", "exec"), {"__builtins__": builtins})  # noqa: S102
    entries = [json.loads(line) for line in said.getvalue().splitlines()]
    clinic = opened(copied, DAY)
    before_signing_in = clinic.vault.log.count()
    clinic.close()
    assert entries
    assert before_signing_in - len(entries) in {0, 1, 2}
    kinds = {entry[3] for entry in entries}
    assert {"vitals.charted/1", "infusion.started/1", "signature.given/1"} <= kinds
    assert all(isinstance(entry[7], dict) for entry in entries)
