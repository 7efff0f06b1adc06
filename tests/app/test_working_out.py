"""A vault whose tables an earlier release worked out is brought up to date when it is opened."""

from support.builders import ADMIN, NURSE, SECOND, SECRETS, House

from ketachart.app.vaults import unlock
from ketachart.app.verification import verify
from ketachart.store.connection import Transaction

KETAMINE = "ket-50-10"


def opened_again(house: House):
    house.clinic.close()
    return unlock(house.folder, ADMIN, SECRETS[ADMIN][0], house.clock).clinic


def as_an_earlier_release_left_it(house: House) -> None:
    db = house.clinic.vault.db
    with Transaction(db):
        db.conn.execute("UPDATE meta SET value = '1' WHERE key = 'worked_out'")
        db.conn.execute("UPDATE container SET opened_at = NULL")
        db.conn.execute("DELETE FROM doc WHERE kind = 'supplier'")


def test_that_tables_of_an_earlier_release_are_worked_out_anew(house):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    house.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="0.1", **waste)
    opened = house.clinic.books.container("K1-1").opened_at
    before = house.standing()
    as_an_earlier_release_left_it(house)
    clinic = opened_again(house)
    house.clinic = clinic
    assert clinic.books.container("K1-1").opened_at == opened is not None
    assert clinic.suppliers()
    assert house.standing() == before
    assert not list(verify(clinic))


def test_that_tables_of_this_release_are_left_alone(house):
    db = house.clinic.vault.db
    with Transaction(db):
        db.conn.execute("DELETE FROM doc WHERE kind = 'supplier'")
    clinic = opened_again(house)
    assert not clinic.suppliers()
    assert [each.words for each in verify(clinic)] == ["The table doc does not agree with the log."]
    clinic.close()
