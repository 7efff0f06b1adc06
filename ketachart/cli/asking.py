"""Setting a clinic up by questions on the terminal."""

from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from ketachart.app.defaults import load_settings
from ketachart.app.passphrases import passphrase_fault, pin_fault
from ketachart.app.vaults import Founding, Newcomer
from ketachart.domain import events as ev
from ketachart.domain.people import Person, Role
from ketachart.domain.products import Product, dea_number_holds
from ketachart.domain.quantities import exact

ROLES: Final = [role.value for role in Role]


def ask_founding() -> Founding:
    """Ask for everything a clinic needs to begin."""
    clinic = ev.ClinicFounded(
        name=click.prompt("Clinic's name"),
        address=click.prompt("Address"),
        phone=click.prompt("Phone", default=""),
        timezone=click.prompt("Time zone", default="America/Los_Angeles", value_proc=_zone),
        dea_registration=click.prompt("DEA registration", value_proc=_dea),
        chairs=tuple(f"Chair {n}" for n in range(1, _chairs() + 1)),
        training=False,
    )
    people, products = [_person()], [_product()]
    while click.confirm("Another person?", default=True):
        people.append(_person())
    while click.confirm("Another product?", default=False):
        products.append(_product())
    return Founding(clinic=clinic, settings=load_settings(), people=people, products=products)


def _chairs() -> int:
    chairs: int = click.prompt("How many chairs", type=click.IntRange(1, 16))
    return chairs


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter("there is no such time zone") from error
    return text


def _dea(text: str) -> str:
    if not dea_number_holds(text.strip().upper()):
        raise click.BadParameter("two letters, six digits and a check digit")
    return text.strip().upper()


def _person() -> Newcomer:
    person = Person(
        id=click.prompt("Signs in as (such as rn.okafor)"),
        name=click.prompt("Name"),
        initials=click.prompt("Initials"),
        credentials=click.prompt("Credentials", default=""),
        roles=frozenset({Role(click.prompt("Role", type=click.Choice(ROLES)))}),
        dea_registration=click.prompt("Own DEA registration", default="", value_proc=_own_dea),
    )
    passphrase = click.prompt(
        "Passphrase", hide_input=True, confirmation_prompt=True, value_proc=_passphrase
    )
    pin = click.prompt("PIN", hide_input=True, confirmation_prompt=True, value_proc=_pin)
    return Newcomer(person=person, passphrase=passphrase, pin=pin)


def _own_dea(text: str) -> str:
    return _dea(text) if text else ""


def _passphrase(text: str) -> str:
    if fault := passphrase_fault(text):
        raise click.BadParameter(fault)
    return text


def _pin(text: str) -> str:
    if fault := pin_fault(text):
        raise click.BadParameter(fault)
    return text


def _amount(text: str) -> Decimal:
    value = exact(text)
    if value is None or value <= 0:
        raise click.BadParameter("a number above 0")
    return value


def _product() -> Product:
    return Product(
        id=click.prompt("Product's short name (such as ket-50-10)"),
        substance=click.prompt("Substance", default="Ketamine HCl"),
        schedule=click.prompt("Schedule", default="III", type=click.Choice(["II", "III", "IV"])),
        dea_code=click.prompt("DEA code", default="7285"),
        ndc=click.prompt("NDC"),
        mg_per_ml=click.prompt("Strength in mg/mL", value_proc=_amount),
        container_ml=click.prompt("Size of a container in mL", value_proc=_amount),
    )
