"""Keys, aliases, secrets and their rotation."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, pairs, policy, reads


@reads("AWS::KMS::Key")
def key(standing: Standing) -> Mapping[str, Any] | None:
    """A key that waits for its deletion is gone, as for AWS's handler."""
    kms, key_id = standing.client("kms"), standing.physical_id
    found = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    if found["KeyState"] in ("PendingDeletion", "PendingReplicaDeletion"):
        return None
    rotation = kms.get_key_rotation_status(KeyId=key_id)
    tags = kms.list_resource_tags(KeyId=key_id).get("Tags") or []
    return {
        **fields(found, "Description", "Enabled", "KeySpec", "KeyUsage", "MultiRegion"),
        "KeyPolicy": policy(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]),
        "EnableKeyRotation": rotation["KeyRotationEnabled"],
        "RotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "Tags": {tag["TagKey"]: tag["TagValue"] for tag in tags},
    }


@reads("AWS::KMS::Alias")
def alias(standing: Standing) -> Mapping[str, Any] | None:
    pages = standing.client("kms").get_paginator("list_aliases").paginate()
    for found in (each for page in pages for each in page["Aliases"]):
        if found["AliasName"] == standing.physical_id:
            wanted, now = str(standing.properties["TargetKeyId"]), str(found.get("TargetKeyId", ""))
            same = wanted.rsplit("/", 1)[-1] == now.rsplit("/", 1)[-1]
            return {"AliasName": found["AliasName"], "TargetKeyId": wanted if same else now}
    return None


@reads("AWS::SecretsManager::Secret")
def secret(standing: Standing) -> Mapping[str, Any] | None:
    """AWS's handler reads the value, too, and compares nothing with it."""
    found = standing.client("secretsmanager").describe_secret(SecretId=standing.physical_id)
    if "DeletedDate" in found:
        return None
    return {**fields(found, "Name", "Description"), "Tags": pairs(found.get("Tags"))}


@reads("AWS::SecretsManager::RotationSchedule")
def rotation_schedule(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("secretsmanager").describe_secret(SecretId=standing.physical_id)
    if "DeletedDate" in found or not found.get("RotationEnabled"):
        return None
    return fields(found, "RotationLambdaARN", "RotationRules")
