"""Where a hub is, and how its name becomes what the driver is told.

Whoever connects to anything but this very computer checks the hub's certificate and its name,
unless the address says otherwise (`sslmode`).
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote, urlencode

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from ketachart.sync.place import PlaceRefused

PORT: Final = "5432"
_SECONDS_TO_CONNECT: Final = "3"
_TRAVELLING: Final = ("sslmode", "target_session_attrs")
_CERTIFICATE: Final = re.compile(
    r"-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----"
)
_LOST_LINK: Final = {
    # A cable that was pulled is noticed after a quarter of a minute, not after two hours.
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HubAddress:
    """Where the hub is, and one workstation's role there.

    Attributes:
        url: `postgresql://host:port/database?...`, without person or password. Of the options
            `sslmode`, `sslcert`, `sslkey` and `target_session_attrs` are heeded.
        role: the workstation's role at the hub.
        password: of that role; never shown.
        ca: the certificates (PEM) the hub's must come from; empty for those this computer trusts.
    """

    url: str
    role: str
    password: str = field(repr=False)
    ca: str = ""

    @property
    def name(self) -> str:
        """What people call the hub: its host, and its port if that is not the usual one."""
        return shown_name(parsed(self.url))


def parsed(url: str) -> dict[str, str]:
    """The parts of an address as libpq names them.

    Raises:
        PlaceRefused: it is none. The sentence does not repeat it: there may be a password in it.
    """
    try:
        found = conninfo_to_dict(url)
    except (ProgrammingError, ValueError):
        found = {}
    ports = str(found.get("port") or PORT).split(",")
    hosts = str(found.get("host") or "").split(",")
    is_one = bool(found.get("dbname")) and all(port.isdecimal() for port in ports if port)
    # One port for all hosts, or one for each; libpq takes nothing else.
    if not is_one or len(ports) not in {1, len(hosts)}:
        raise PlaceRefused(
            "That is no hub's address; it looks like postgresql://hub.clinic.example/ketahub."
        ) from None
    return {key: str(value) for key, value in found.items() if value is not None}


def shown_name(parts: Mapping[str, str]) -> str:
    """What people call the hub with these parts of an address."""
    ports = parts.get("port", "").split(",")
    hosts = parts.get("host", "").split(",")
    ports = ports if len(ports) == len(hosts) else ports * len(hosts)
    shown = (
        host if port in {"", PORT} else f"{host}:{port}"
        for host, port in zip(hosts, ports, strict=True)
    )
    return ", ".join(shown) or "this computer"


def without_person(parts: Mapping[str, str]) -> str:
    """The address that workstations are given: no person, no password, no files.

    Raises:
        PlaceRefused: it leads to a socket of one computer, where no other can follow.
    """
    hosts = parts.get("host", "").split(",")
    if any(not host or host.startswith(("/", "@")) for host in hosts):
        raise PlaceRefused("Name the hub by the host under which workstations reach it.")
    ports = parts.get("port", PORT).split(",")
    ports = ports if len(ports) == len(hosts) else ports * len(hosts)
    netloc = ",".join(
        f"[{host}]:{port or PORT}" if ":" in host else f"{host}:{port or PORT}"
        for host, port in zip(hosts, ports, strict=True)
    )
    kept = {key: parts[key] for key in _TRAVELLING if key in parts}
    return f"postgresql://{netloc}/{quote(parts['dbname'])}" + (
        "?" + urlencode(kept) if kept else ""
    )


def certificates_of(parts: Mapping[str, str]) -> str:
    """The certificates in the file that an address names; PEM, empty if it names none.

    Raises:
        PlaceRefused: there is none in the file.
    """
    file = parts.get("sslrootcert", "system")
    return "" if file == "system" else certificates_in(file)


def certificates_in(file: str) -> str:
    """The certificates in a file, and nothing else of it; PEM.

    Raises:
        PlaceRefused: it cannot be read, or there is none in it.
    """
    try:
        found = _CERTIFICATE.findall(Path(file).read_text(encoding="ascii"))
    except (OSError, ValueError):
        found = []
    if not found:
        raise PlaceRefused(f"There is no certificate in {Path(file).name}.")
    return "\n".join(found) + "\n"


@contextmanager
def options_of_role(address: HubAddress) -> Iterator[dict[str, str]]:
    """What the driver is told to log a workstation in; certificates lie in a file meanwhile."""
    parts = parsed(address.url) | {"user": address.role, "password": address.password}
    # A server that asks for the password itself, or for none, is not the one it was made for.
    needed = "scram-sha-256,none" if "sslcert" in parts else "scram-sha-256"
    parts["require_auth"] = needed
    with _trusting(parts, address.ca) as options:
        yield options


@contextmanager
def options_of_owner(url: str) -> Iterator[dict[str, str]]:
    """What the driver is told to log the owner of a hub in."""
    parts = parsed(url)
    with _trusting(parts, "") as options:
        yield options


@contextmanager
def _trusting(parts: Mapping[str, str], ca: str) -> Iterator[dict[str, str]]:
    options = {
        "sslmode": "prefer" if _is_this_computer(parts) else "verify-full",
        "connect_timeout": _SECONDS_TO_CONNECT,
        "application_name": "ketachart",
        **_LOST_LINK,
        **parts,
    }
    if not options["sslmode"].startswith("verify"):
        yield options
        return
    trusted_ones = ca or certificates_of(parts) or _trusted_here()
    with TemporaryDirectory(prefix="ketachart-") as folder:
        trusted = Path(folder) / "trusted.pem"
        trusted.write_text(trusted_ones, encoding="ascii")
        yield options | {"sslrootcert": str(trusted)}


def _trusted_here() -> str:
    # The driver brings a TLS of its own, which does not know where this system keeps its roots.
    file = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    if Path(file).is_file():
        return certificates_in(file)
    roots = ssl.create_default_context().get_ca_certs(binary_form=True)
    return "".join(ssl.DER_cert_to_PEM_cert(root) for root in roots)


def _is_this_computer(parts: Mapping[str, str]) -> bool:
    return all(_is_loopback(host) for host in parts.get("host", "").split(","))


def _is_loopback(host: str) -> bool:
    if not host or host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
