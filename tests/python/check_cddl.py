"""Which golden vectors fit the published grammar, as a CDDL tool that is not ours sees it (cddl-verifier).

    check_cddl.py SCHEMAS

Prints JSON: for each file of vectors, the names of those that fit. A vector fits if its bytes match the grammar's root
and are in deterministic encoding, and so do the protected header and the payload, which are CBOR of their own.
"""

import json
import sys
from pathlib import Path

from cddl_verifier import Validator
from cddl_verifier.cbor import decode

# As `schemas/cddl/README.md` puts them together; then the roots of the whole, of its header and of its payload.
KINDS = {
    "signal": ("signal content envelope", ["signal-record", "signal-header", "signal"]),
    "ownership": ("ownership content envelope", ["ownership-record", "ownership-header", "ownership"]),
    "dispute": ("dispute content envelope", ["dispute-record", "dispute-header", "dispute"]),
    "finding": ("finding dispute content envelope", ["finding-record", "finding-header", "finding"]),
    "consent": ("consent request-notice content envelope", ["consent-record", "consent-header", "consent"]),
    "match-query": ("match-query content envelope", ["match-query-record", "match-query-header", "match-query"]),
    "feed-head": ("feed-head envelope", ["feed-head-record", "feed-head-header", "feed-head"]),
    "receipt": ("receipt feed-head envelope", ["receipt-record", "receipt-header", "receipt"]),
    "relay-order": ("relay-order content envelope", ["relay-order-record", "relay-order-header", "relay-order"]),
    "relay-receipt": (
        "relay-receipt receipt feed-head envelope",
        ["relay-receipt-record", "relay-receipt-header", "relay-receipt"],
    ),
    "register": ("register content envelope", ["signed-register", "register-header", "register"]),
    "link": ("link signal feed-head receipt register content envelope", ["message"]),
}


def parts(data, roots):
    """The bytes and what they must be; of a record also its header and its payload."""
    yield data, roots[0]
    if len(roots) > 1:
        protected, _, payload = decode(data).value[:3]
        yield protected, roots[1]
        yield payload, roots[2]


def fits(grammar, roots, data):
    if not grammar.validate(data, roots[0]).valid:
        return False
    return all(grammar.validate(part, root, require_deterministic=True).valid for part, root in parts(data, roots))


def main():
    schemas = Path(sys.argv[1])
    found = {}
    for kind, (files, roots) in KINDS.items():
        grammar = Validator("\n".join((schemas / "cddl" / f"{file}.cddl").read_text() for file in files.split()))
        vectors = json.loads((schemas / "vectors" / f"{kind}.json").read_text())["vectors"]
        found[kind] = [v["name"] for v in vectors if fits(grammar, roots, bytes.fromhex(v["hex"]))]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
