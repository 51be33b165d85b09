"""Verifies what Loopbrug says of its trees, by code that is not Loopbrug's.

    python foreign.py ASKED.json

Prints a cosigned note, and the key to verify the cosignature by.
"""

import json
import sys

import rfc8785
from aics_tlog import (
    MemoryTileReader,
    MerkleTree,
    Note,
    cosignature_vkey,
    format_vkey,
    inclusion_proof_from_tiles,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_cosignature,
    tree_root_from_tiles,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOW = 1767000000


def check(holds, what):
    if not holds:
        sys.exit(f"does not hold: {what}")


def hashes(of):
    return [bytes.fromhex(hash) for hash in of]


def check_tree(tree, asked, leaves):
    size, root = asked["size"], bytes.fromhex(asked["root"])
    check(tree.root(size) == root, f"root of {size}")
    for proof in asked["inclusion"]:
        index, path = proof["index"], hashes(proof["hashes"])
        check(verify_leaf_inclusion(leaves[index], index, size, path, root), f"{index} in {size}")
        check(tree.inclusion_proof(index, size) == path, f"proof of {index} in {size}")
    for proof in asked["consistency"]:
        old, path = proof["from"], hashes(proof["hashes"])
        check(verify_consistency(old, size, tree.root(old), root, path), f"{old} to {size}")
        check(tree.consistency_proof(old, size) == path, f"proof of {old} to {size}")


def check_note(asked):
    note, key = parse_note(asked["note"]), parse_vkey(asked["key"])
    witnesses = [parse_vkey(asked["witness"])] if asked["witness"] else []
    found = verify_checkpoint(note, key, witnesses, len(witnesses), expected_origin=key.name)
    check(found.ok, f"note: {found.error}")
    check(found.cosignature_count == len(witnesses), "cosignatures")


def cosign(text):
    of, key = parse_checkpoint(parse_note(text).text), Ed25519PrivateKey.generate()
    _, line = sign_cosignature(
        key, "foreign/witness", NOW, of.origin, of.size, of.root, of.extension_lines
    )
    note = parse_note(text)
    cosigned = Note(text=note.text, signatures=(*note.signatures, line))
    return cosigned.serialise(), format_vkey(cosignature_vkey(line.name, key.public_key()))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        asked = json.load(file)
    for leaf in asked["leaves"]:
        check(rfc8785.dumps(json.loads(leaf)).decode() == leaf, f"form of {leaf}")
    leaves = [leaf.encode() for leaf in asked["leaves"]]
    tree = MerkleTree(leaves)
    for of in asked["trees"]:
        check_tree(tree, of, leaves)
    tiles = MemoryTileReader({path: bytes.fromhex(of) for path, of in asked["tiles"].items()})
    size = len(leaves)
    check(tree_root_from_tiles(tiles, size) == tree.root(size), "root from tiles")
    for index in range(0, size, max(1, size // 50)):
        proof = inclusion_proof_from_tiles(tiles, index, size)
        check(verify_leaf_inclusion(leaves[index], index, size, proof, tree.root(size)), "from tiles")
    for note in asked["notes"]:
        check_note(note)
    note, key = cosign(asked["notes"][-1]["note"])
    print(json.dumps({"note": note, "key": key}))


main()
