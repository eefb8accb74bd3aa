"""Rewrites an entry of a stopped node's journal and everything that follows from it, as an operator with all keys could.

    rewrite_journal.py sluis.db SEQ

The node signs what it finds at its next start. Leaves and nodes are hashed as RFC 6962 says.
"""

import hashlib
import sqlite3
import sys

KEPT = 3


def sha256(data):
    return hashlib.sha256(data).digest()


def main(file, seq):
    db = sqlite3.connect(file)
    db.execute("UPDATE journal SET at = at - 1 WHERE seq = ?", (seq,))
    db.execute("DELETE FROM subtree")
    edge, size = [], 0
    for place, at, kind, commitment in db.execute("SELECT seq, at, kind, commitment FROM journal ORDER BY seq").fetchall():
        leaf = b"sluis/journal/2" + place.to_bytes(8, "big") + at.to_bytes(8, "big") + bytes([kind]) + commitment
        digest = sha256(b"\x00" + leaf)
        db.execute("UPDATE journal SET leaf = ? WHERE seq = ?", (digest, place))
        level, number = 0, size
        while number % 2 == 1:
            digest = sha256(b"\x01" + edge.pop() + digest)
            level, number = level + 1, number // 2
            if level % KEPT == 0:
                db.execute("INSERT INTO subtree (level, number, hash) VALUES (?, ?, ?)", (level, number, digest))
        edge.append(digest)
        size += 1
    root = edge.pop()
    while edge:
        root = sha256(b"\x01" + edge.pop() + root)
    db.execute("UPDATE head SET journal_root = ?", (root,))
    db.commit()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
