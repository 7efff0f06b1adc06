"""Makes a signed update of an installer, and the key pair that releases are signed with.

    .venv/bin/python packaging/sign_update.py new-key PRIVATE-KEY-FILE
    .venv/bin/python packaging/sign_update.py sign PRIVATE-KEY-FILE INSTALLER [--platform NAME]

`new-key` writes a new private key into a file that only you can read, and its public half into
resources/update/release-key.txt, which the next bundle ships. Programs installed before go on
knowing the key they were shipped with, so sign the release that changes it with the old one. Keep
the private key off this computer and out of the repository: whoever has it can make updates that
every clinic's KetaChart calls genuine.

`sign` writes ketachart-VERSION-PLATFORM.ketaupdate beside the installer. VERSION is the one in
ketachart/__init__.py; PLATFORM is this computer's, unless it is named: linux-x86_64,
windows-x86_64, macos-arm64.
"""

import hashlib
import os
import secrets
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import ketachart  # noqa: E402
from ketachart.app.updates import FORMAT, KEY_FILE, SUFFIX, Manifest, this_platform  # noqa: E402
from ketachart.crypto.signing import SEED_BYTES, Signer  # noqa: E402

FILE = click.Path(path_type=Path, dir_okay=False)


def signed_update(installer: bytes, manifest: Manifest, signer: Signer) -> bytes:
    """The whole update file."""
    lines = manifest.lines()
    return lines + signer.sign(lines).hex().encode("ascii") + b"\n" + installer


def manifest_of(installer: Path, content: bytes, platform: str) -> Manifest:
    """What the update of this release says of an installer."""
    return Manifest(
        format=FORMAT,
        version=ketachart.__version__,
        platform=platform,
        installer=installer.name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


@click.group(help=__doc__)
def main() -> None:
    """Two commands."""


@main.command(name="new-key")
@click.argument("file", type=FILE)
def new_key(file: Path) -> None:
    """Make a key pair."""
    seed = secrets.token_bytes(SEED_BYTES)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as private:
        private.write(f"{seed.hex()}\n")
    public = ROOT / "resources" / KEY_FILE
    public.parent.mkdir(exist_ok=True)
    public.write_text(f"{Signer(seed).public_key.hex()}\n", encoding="ascii")
    click.echo(f"The private key is in {file}; its public half is in {public}.")


@main.command()
@click.argument("key", type=FILE)
@click.argument("installer", type=FILE)
@click.option("--platform", default=this_platform(), show_default=True)
def sign(key: Path, installer: Path, platform: str) -> None:
    """Sign an installer as an update."""
    signer = Signer(bytes.fromhex(key.read_text(encoding="ascii").strip()))
    shipped = (ROOT / "resources" / KEY_FILE).read_text(encoding="ascii").strip()
    if signer.public_key.hex() != shipped:
        click.echo("Mind: this checkout ships the public half of another key.", err=True)
    content = installer.read_bytes()
    manifest = manifest_of(installer, content, platform)
    update = installer.with_name(f"ketachart-{manifest.version}-{platform}{SUFFIX}")
    update.write_bytes(signed_update(content, manifest, signer))
    click.echo(update)


if __name__ == "__main__":
    main()
