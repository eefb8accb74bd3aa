"""Verifies an exported journal and a proof of one of its entries, with nothing of Sluis.

    verify_tlog.py EXPORT PROOF

Written from RFC 6962 and from c2sp.org: signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof. Every checkpoint
must be signed by the log and cosigned by a witness, and be the root over the leaves; the proof must lead from the leaf it
brings, which is the one exported, to a checkpoint. Prints what was verified as JSON; anything wrong ends it with a failure.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNED, COSIGNED = 0x01, 0x04
KINDS = {
    "draft": 1, "refusal": 2, "submission": 3, "let-out": 4, "arrival": 5, "read": 6, "rights": 7, "register": 8,
    "notice": 9, "passed-on": 10, "recall": 11, "retraction": 12, "destruction": 13, "hold": 14, "operator-let": 15,
    "openings-taken": 16, "widening": 17, "reaffirmation": 18,
    "quarantine": 20, "epochs": 21, "cleared": 22, "keys-lost": 23, "took-over": 24, "relay": 25, "pruned": 26,
    "hand-over": 27, "activation": 28, "match-asked": 29, "match-answered": 30, "ownership": 31,
    "dispute": 32, "finding": 33,
    "consent": 34, "rating": 35,
    "consent": 34,
    "absence": 36,
    "absence-ended": 37,
}


class Wrong(Exception):
    pass


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(hashes):
    """RFC 6962, section 2.1, as its definition reads."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256()
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01", root_of(hashes[:half]), root_of(hashes[half:]))


def root_from(index, size, leaf, path):
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    if index >= size:
        raise Wrong("the index lies outside of the tree")
    first, last, found = index, size - 1, sha256(b"\x00", leaf)
    for step in path:
        if last == 0:
            raise Wrong("the proof is too long")
        if first & 1 or first == last:
            found = sha256(b"\x01", step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, step)
        first, last = first >> 1, last >> 1
    if last:
        raise Wrong("the proof is too short")
    return found


def read_keys(text):
    """Verifier keys by (name, id): the kind of signature and the key. Each id must be that of its key."""
    keys = {}
    for line in text.split("\n")[:-1]:
        name, key_id, material = line.split("+", 2)
        material = base64.b64decode(material, validate=True)
        if sha256(name.encode(), b"\n", material)[:4].hex() != key_id:
            raise Wrong(f"the key of {name} has another id")
        keys[name, bytes.fromhex(key_id)] = material[0], Ed25519PublicKey.from_public_bytes(material[1:])
    return keys


def read_note(note, keys):
    """A checkpoint as (origin, size, root, witnesses) whose signatures of known keys all hold."""
    text, signatures = note.rsplit("\n\n", 1)
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    signed, witnesses = False, set()
    for line in signatures.split("\n")[:-1]:
        dash, name, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        if dash != "\u2014" or (name, blob[:4]) not in keys:
            continue
        kind, key = keys[name, blob[:4]]
        try:
            if kind == SIGNED and name == origin:
                key.verify(blob[4:], text.encode())
                signed = True
            elif kind == COSIGNED:
                moment = int.from_bytes(blob[4:12], "big")
                key.verify(blob[12:], f"cosignature/v1\ntime {moment}\n{text}".encode())
                witnesses.add(name)
        except InvalidSignature:
            raise Wrong(f"the signature of {name} does not hold") from None
    if not signed or not witnesses:
        raise Wrong("a checkpoint is not signed by its log, or cosigned by nobody")
    return origin, int(size), base64.b64decode(root, validate=True), witnesses


def leaf_of(entry):
    """The 64 bytes of a leaf, from what its entry says."""
    numbers = b"".join(entry[field].to_bytes(8, "big") for field in ("seq", "at"))
    kind = bytes([KINDS[entry["kind"]]])
    return b"sluis/journal/2" + numbers + kind + bytes.fromhex(entry["commitment"])


def read_leaves(text):
    leaves = []
    for place, line in enumerate(text.split("\n")[:-1], 1):
        entry = json.loads(line)
        leaf = bytes.fromhex(entry["leaf"])
        if entry["seq"] != place or leaf != leaf_of(entry):
            raise Wrong(f"entry {place} is not what its leaf says")
        leaves.append(leaf)
    return leaves


def read_proof(text, keys):
    head, note = text.split("\n\n", 1)
    first, extra, index, *path = head.split("\n")
    if first != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
        raise Wrong("not a proof of a leaf")
    leaf = base64.b64decode(extra.removeprefix("extra "), validate=True)
    index = int(index.removeprefix("index "))
    checkpoint = read_note(note, keys)
    path = [base64.b64decode(step, validate=True) for step in path]
    if root_from(index, checkpoint[1], leaf, path) != checkpoint[2]:
        raise Wrong("the proof leads to another root")
    return index, leaf


def main(export, proof):
    keys = read_keys((export / "keys.txt").read_text())
    leaves = read_leaves((export / "leaves.ndjson").read_text())
    hashes = [sha256(b"\x00", leaf) for leaf in leaves]
    names, witnesses = sorted((export / "checkpoints").iterdir()), set()
    for name in names:
        origin, size, root, cosigned = read_note(name.read_text(), keys)
        if size > len(leaves) or root_of(hashes[:size]) != root:
            raise Wrong(f"the leaves are not those of {name.name}")
        witnesses |= cosigned
    index, leaf = read_proof(proof.read_text(), keys)
    if not names or leaves[index] != leaf:
        raise Wrong("the leaf of the proof is not the one exported, or nothing was cosigned")
    print(json.dumps({"entries": len(leaves), "checkpoints": len(names), "witnesses": len(witnesses)}))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (Wrong, ValueError, KeyError, IndexError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
