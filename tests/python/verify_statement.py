"""Verifies statements that a node signed (feed heads, receipts) as an outsider would: with what `sluis register show
--json` says, a COSE library that is not ours (pycose), and nothing of Sluis. They must be about one feed.

    verify_statement.py REGISTER NODE FILE...
"""

import json
import sys
from pathlib import Path

import cbor2
from pycose.headers import KID
from pycose.messages import CoseMessage, Sign1Message

from verify_cose import envelope, keys_of


def main():
    register = json.loads(Path(sys.argv[1]).read_text())
    node = sys.argv[2]
    keys = dict(keys_of(register))
    feeds = set()
    for name in sys.argv[3:]:
        record = Path(name).read_bytes()
        _, payload, _ = envelope(record)
        message = CoseMessage.decode(record)
        assert isinstance(message, Sign1Message)
        owner, key, _ = keys[message.phdr[KID]]
        assert owner == node, owner
        message.key = key
        assert message.verify_signature(), "the signature does not hold"
        said = cbor2.loads(payload)
        feeds.add((said["feed"]["discloser"], said["feed"]["receiver"]))
    assert len(feeds) == 1, feeds
    print(f"{len(sys.argv) - 3} statements of {node} hold")


main()
