"""An issuer whose key a car has pinned for a test: the key of the contract's own example."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.contract.files import read

VECTOR = read("examples/signing.json")
_KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["private_seed"]))


def sign(message: dict[str, Any]) -> dict[str, Any]:
    """*message* signed as the contract describes it: a JSON and a crypto library suffice."""
    whole = {key: value for key, value in message.items() if key != "sig"}
    body = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    kind = f"application/vnd.habitacle.{message['type']}+json".encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
    signature = base64.urlsafe_b64encode(_KEY.sign(signed)).decode().rstrip("=")
    return {**whole, "sig": signature}


def pinned(folder: Path, types: tuple[str, ...] = ("command.*", "order.*")) -> Path:
    """A file of issuer keys that trusts it."""
    key = {"kid": VECTOR["kid"], "issuer": VECTOR["issuer"], "public": VECTOR["public"]}
    path = folder / "issuers.json"
    path.write_text(json.dumps({"schema": "issuer-keys/1", "keys": [{**key, "types": types}]}))
    return path
