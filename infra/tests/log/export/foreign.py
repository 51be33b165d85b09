"""Verifies an export of Loopbrug by code that is not Loopbrug's.

    python foreign.py FOLDER KEY

FOLDER is one that was compressed by gzip, KEY the verifier key of its last tree. Prints how many events there are.
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path

import rfc8785
from aics_tlog import (
    FileSystemTileReader,
    MerkleTree,
    audit_tiles,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    verify_checkpoint,
    verify_consistency,
)
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


def check(holds, what):
    if not holds:
        sys.exit(f"does not hold: {what}")


def lines(file):
    with gzip.open(file, "rb") as text:
        return text.read().removesuffix(b"\n").split(b"\n")


def check_event(line, position, region):
    event = JSONFormat().read(CloudEvent, line)
    check(event.get_specversion() == "1.0", "version")
    check(event.get_source() == f"urn:loopbrug:{region}", f"source of {position}")
    check(event.get_extension("position") == position, f"position of {position}")
    check(event.get_time().tzinfo is not None, f"time of {position}")
    check(set(event.get_data()) & {"payload", "payloadtext"}, f"data of {position}")
    check(rfc8785.dumps(json.loads(line)) == line, f"form of {position}")


def main():
    folder, key = Path(sys.argv[1]), parse_vkey(sys.argv[2])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name, of in manifest["files"].items():
        there = (folder / name).read_bytes()
        check(hashlib.sha256(there).hexdigest() == of["sha256"], f"hash of {name}")
    note = parse_note((folder / "checkpoint").read_text())
    check(verify_checkpoint(note, key, [], 0, expected_origin=key.name).ok, "the checkpoint")
    head = parse_checkpoint(note.text)
    leaves = lines(folder / "events.ndjson.gz")
    for at, line in enumerate(leaves):
        check_event(line, at + 1, manifest["region"])
    tree = MerkleTree(leaves)
    check(tree.root(head.size) == head.root, "the root")
    audit_tiles(FileSystemTileReader(folder), head.size, head.root, entries=False)
    for line in lines(folder / "heads.ndjson.gz"):
        old = parse_note(json.loads(line)["note"])
        check(verify_checkpoint(old, key, [], 0, expected_origin=key.name).ok, "an older head")
        old = parse_checkpoint(old.text)
        proof = tree.consistency_proof(old.size, head.size)
        check(verify_consistency(old.size, head.size, old.root, head.root, proof), "growth")
    print(f"{len(leaves)} events")


main()
