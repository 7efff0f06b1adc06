"""PINs, derived keys and signatures."""

import pytest

from ketachart.crypto.derive import Purpose, database_key, subkey
from ketachart.crypto.errors import BadSignature, PinRecordDamaged
from ketachart.crypto.pins import make_pin_record, verify_pin
from ketachart.crypto.signing import Signer, verify


def test_that_only_the_right_pin_fits_its_record():
    record = make_pin_record("4711")
    assert record.startswith("pin1$argon2id$")
    assert "4711" not in record.split("$")
    assert verify_pin(record, "4711")
    assert not verify_pin(record, "4712")
    assert make_pin_record("4711") != record


@pytest.mark.parametrize(
    "record",
    [
        "",
        "pin2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaA",
        "pin1$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaA",
        "pin1$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaA",
    ],
)
def test_that_a_pin_record_of_unknown_form_or_cost_is_damage(record):
    with pytest.raises(PinRecordDamaged):
        verify_pin(record, "4711")


def test_that_each_purpose_and_device_has_a_key_of_its_own():
    site_key = bytes(range(32))
    keys = [subkey(site_key, purpose) for purpose in Purpose]
    keys += [database_key(site_key, device) for device in ("desk-1", "desk-2")]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {32}


def test_that_derived_keys_never_change_from_one_release_to_the_next():
    assert database_key(bytes(32), "desk-1").hex() == (
        "7bbe7dc952fa574fc3da7262cd36c3e255318784ad073688b726c337d3a4bee8"
    )


def test_that_a_signature_holds_for_its_key_and_message_only():
    signer, other = Signer(bytes(32)), Signer(bytes([1]) * 32)
    signature = signer.sign(b"entry 17")
    verify(signer.public_key, signature, b"entry 17")
    for key, seal, message in [
        (signer.public_key, signature, b"entry 18"),
        (other.public_key, signature, b"entry 17"),
        (signer.public_key, signature[:-1] + b"\x00", b"entry 17"),
        (b"short", signature, b"entry 17"),
        (signer.public_key, b"", b"entry 17"),
    ]:
        with pytest.raises(BadSignature):
            verify(key, seal, message)
