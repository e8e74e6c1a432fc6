"""KMS: only asymmetric keys have a private key; making one for every key costs a fifth of a second each."""

from __future__ import annotations

from typing import Any

from moto.kms import models


def install() -> None:
    """Leave the private key out where the key spec has none."""
    original = models.__dict__["generate_private_key"]

    def generate(key_spec: str) -> Any:
        return original(key_spec) if key_spec.startswith(("RSA_", "ECC_")) else None

    models.__dict__["generate_private_key"] = generate
