"""Verifies an exported record as an outsider would: with what `sluis register show --json` says, a COSE library that is
not ours (pycose), and nothing of Sluis. Also demands that whatever is changed no longer verifies.

    verify_cose.py RECORD REGISTER --id ID --origin MEMBER [--receipts DIR --receiver MEMBER]
"""

import argparse
import hashlib
import json
from pathlib import Path

import cbor2
from cbor2 import CBORTag
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm, ContentType
from pycose.keys import CoseKey, OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import CoseMessage, Sign1Message

SIGN1 = 18
VERSION, GENESIS, ENVIRONMENT = -70001, -70002, -70003


def keys_of(register):
    """Every key that signs records, by its id: whose it is and the COSE_Key."""
    owners = [(member, "members", "keys") for member in register["members"]]
    owners += [(node, "nodes", "attestation") for node in register["nodes"]]
    for owner, group, field in owners:
        for shown in register[group][owner][field]:
            key = CoseKey.decode(bytes.fromhex(shown["coseKey"]))
            parts = shown["coseKeyMembers"]
            assert isinstance(key, OKPKey) and key.crv is Ed25519 and key.alg is EdDSA, shown
            assert key.x.hex() == parts["x"] == shown["key"] and key.kid.hex() == parts["kid"] == shown["kid"], shown
            assert (parts["kty"], parts["crv"], parts["alg"]) == (1, 6, -8), shown
            # RFC 9679: the id of a key is the hash of its required members.
            thumbprint = hashlib.sha256(cbor2.dumps({1: 1, -1: 6, -2: key.x}, canonical=True)).digest()
            assert thumbprint == key.kid, shown
            yield key.kid, (owner, key, shown)


def envelope(record):
    """The four parts of a tagged COSE_Sign1, in deterministic encoding."""
    tagged = cbor2.loads(record)
    assert isinstance(tagged, CBORTag) and tagged.tag == SIGN1, "not a tagged COSE_Sign1"
    protected, unprotected, payload, signature = tagged.value
    assert cbor2.dumps(CBORTag(SIGN1, list(tagged.value)), canonical=True) == record, "not deterministic"
    for part in (protected, payload):
        assert cbor2.dumps(cbor2.loads(part), canonical=True) == part, "not deterministic"
    assert dict(unprotected) == {}, "the unprotected map is not empty"
    return protected, payload, signature


def check_header(message, protected, register, kind):
    """Exactly the six parameters, and those of this federation."""
    assert message.phdr[Algorithm] is EdDSA
    assert message.phdr[ContentType] == f"application/vnd.sluis.{kind}+cbor"
    header = cbor2.loads(protected)
    assert set(header) == {1, 3, 4, VERSION, GENESIS, ENVIRONMENT}, header
    assert header[VERSION] == 1
    assert header[GENESIS].hex() == register["genesis"], "another federation"
    assert header[ENVIRONMENT] == register["environment"], "another environment"


def check_time(at, shown):
    """The time that the record claims, in milliseconds, lies where its key counts."""
    import datetime

    def millis(text):
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return round(moment.timestamp() * 1000)

    assert millis(shown["from"]) <= at, "the key was not valid yet"
    for end in ("until", "compromisedSince"):
        assert end not in shown or at < millis(shown[end]), f"the key ended: {end}"


def holds(record, key):
    """Whether the library finds the signature right. What it cannot even read is not right."""
    try:
        message = CoseMessage.decode(record)
        if not isinstance(message, Sign1Message):
            return False
        message.key = key
        return message.verify_signature()
    except Exception:  # whatever a library makes of changed bytes, it must not be a yes
        return False


def check_receipt(record_id, folder, given, register, keys):
    """The receiver's node signed, for the receiver, a head that covers the record, and names no exception for it."""
    receipt = (folder / f"{given.receiver}.cose").read_bytes()
    tie = json.loads((folder / f"{given.receiver}.json").read_text())
    assert receipt.hex() == tie["cose"]
    protected, payload, _ = envelope(receipt)
    message = CoseMessage.decode(receipt)
    check_header(message, protected, register, "receipt")
    owner, key, shown = keys[message.phdr[KID]]
    assert owner == register["members"][given.receiver]["node"], f"signed by {owner}"
    assert holds(receipt, key), "the receipt's signature does not hold"
    said = cbor2.loads(payload)
    check_time(said["at"], shown)
    assert said["feed"] == {"discloser": given.origin, "receiver": given.receiver}

    def head(ids):
        place, value = tie["first"] - 1, bytes.fromhex(tie["before"])
        for entry in ids:
            place += 1
            step = b"sluis/entry/1" + value + place.to_bytes(8, "big") + bytes.fromhex(entry)
            value = hashlib.sha256(step).digest()
        return {"place": place, "hash": value}

    assert tie["records"][0] == record_id, "another record"
    assert head(tie["records"]) == said["lanes"][tie["lane"]], "the record is not under this head"
    assert head(["0" * 64] + tie["records"][1:]) != said["lanes"][tie["lane"]]
    for exception in said.get("exceptions", []):
        assert (exception["lane"], exception["place"]) != (tie["lane"], tie["first"]), exception
    check_changes(receipt, key, [other for kid, (_, other, _) in keys.items() if kid != key.kid])


def check_changes(record, key, others):
    """Every flipped bit, and every key of somebody else, makes the signature fail."""
    for bit in range(len(record) * 8):
        changed = bytearray(record)
        changed[bit // 8] ^= 1 << (bit % 8)
        assert not holds(bytes(changed), key), f"bit {bit} does not matter"
    assert others, "there is nobody else"
    for other in others:
        assert not holds(record, other), f"the key {other.kid.hex()} verifies it too"


def in_force(register):
    """The digest over the newest version of each line: the root's, then the countries' in order."""
    newest = {version.get("section", ""): version for version in sorted(register["versions"], key=lambda v: v["version"])}
    digests = [bytes.fromhex(newest[line]["digest"]) for line in sorted(newest)]
    return hashlib.sha256(b"sluis/heads/1" + b"".join(digests)).digest()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("record", "register", "--id", "--origin", "--receipts", "--receiver"):
        arguments.add_argument(name)
    given = arguments.parse_args()
    record, register = Path(given.record).read_bytes(), json.loads(Path(given.register).read_text())
    keys = dict(keys_of(register))

    protected, payload, signature = envelope(record)
    message = CoseMessage.decode(record)
    assert isinstance(message, Sign1Message)
    check_header(message, protected, register, "signal")
    owner, key, shown = keys[message.phdr[KID]]
    assert owner == given.origin, f"signed by {owner}"
    assert holds(record, key), "the signature does not hold"
    said = cbor2.loads(payload)
    assert said["origin"] == given.origin
    check_time(said["at"], shown)
    assert said["register"].hex() == register["digest"] == in_force(register).hex(), "signed under another register"

    # RFC 9052 section 4.4; the id of a record is its hash.
    structure = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    assert hashlib.sha256(structure).hexdigest() == given.id, "another record"

    check_changes(record, key, [other for kid, (_, other, _) in keys.items() if kid != key.kid])
    if given.receipts:
        check_receipt(given.id, Path(given.receipts), given, register, keys)
    print(json.dumps({"id": given.id, "origin": owner, "bits": len(record) * 8, "keys": len(keys)}))


if __name__ == "__main__":
    main()
