"""A hub's address as people type it, and as it is kept."""

from urllib.parse import quote, urlsplit

from ketachart.domain.refusals import Code, Refusal

_SCHEME = "postgresql://"


def plain_url(url: str) -> str:
    """A hub's address without scheme, role and password: `hub.clinic.example:5432/ketachart`."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"


def owner_url(typed: str, role: str = "", password: str = "") -> str:
    """The address as it is kept, with role and password where they belong into it."""
    place = plain_url(_with_scheme(typed))
    who = f"{quote(role, safe='')}:{quote(password, safe='')}@" if role else ""
    return f"{_SCHEME}{who}{place}"


def address_fault(typed: str, role: str, password: str) -> Refusal | None:
    """What is missing of an address, at its field."""
    try:
        parts = urlsplit(_with_scheme(typed))
        is_whole = bool(parts.hostname) and parts.port != 0 and len(parts.path.strip("/")) > 0
    except ValueError:
        is_whole = False
    if not is_whole:
        return _fault("The address names no computer and database.", "hub_url")
    if not role:
        return _fault("The role is missing.", "hub_role")
    if not password:
        return _fault("The password is missing.", "hub_password")
    return None


def _with_scheme(typed: str) -> str:
    return f"{_SCHEME}{typed.partition('://')[2] if '://' in typed else typed}"


def _fault(sentence: str, about: str) -> Refusal:
    return Refusal(
        code=Code.INPUT_INVALID,
        sentence=sentence,
        remedy="Type it as in hub.clinic.example:5432/ketachart."
        if about == "hub_url"
        else "Whoever keeps the hub knows it.",
        about=about,
    )
