"""KMS: keys and aliases."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_list
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed

_FIXED = {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "MultiRegion": False}
"""What a key is for ever, and what it is where the template does not say."""


class Key(ResourceType):
    """A customer-managed key; deleting it schedules its deletion, as CloudFormation does.

    What cannot change refuses the update instead of needing another key, lest a key be deleted by mistake.
    Source: CloudFormation user guide, AWS::KMS::Key.
    """

    name = "AWS::KMS::Key"
    properties = frozenset(
        {
            *("Description", "EnableKeyRotation", "Enabled", "KeyPolicy.*", "KeySpec", "KeyUsage"),
            *("MultiRegion", "PendingWindowInDays", "RotationPeriodInDays", "Tags.*"),
        }
    )

    def create(self, context: Context, properties: Properties) -> Made:
        kms = context.client("kms")
        request = renamed(properties, "Description", "KeySpec", "KeyUsage")
        request.update(renamed(properties, "MultiRegion", read=boolean))
        if "KeyPolicy" in properties:
            request["Policy"] = document(properties["KeyPolicy"])
        tags = tag_list(context, properties, "TagKey", "TagValue")
        key_id = kms.create_key(**request, Tags=tags)["KeyMetadata"]["KeyId"]
        self._set_rotation(context, key_id, properties)
        self._set_enabled(context, key_id, properties)
        return self._made(context, key_id)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        kms = context.client("kms")
        key = kms.describe_key(KeyId=physical_id)["KeyMetadata"]
        for name, default in _FIXED.items():
            if document(key.get(name, default)) != document(new.get(name, default)):
                raise Refused(f"{name} of an existing key cannot be changed")
        if old.get("KeyPolicy") != new.get("KeyPolicy") and "KeyPolicy" in new:
            kms.put_key_policy(KeyId=physical_id, PolicyName="default", Policy=document(new["KeyPolicy"]))
        kms.update_key_description(KeyId=physical_id, Description=new.get("Description", ""))
        self._set_enabled(context, physical_id, {"Enabled": True})
        self._set_rotation(context, physical_id, new)
        self._set_enabled(context, physical_id, new)
        retag(context, "kms", new, KeyId=physical_id)
        return self._made(context, physical_id)

    def adopt(self, context: Context, physical_id: str) -> Made:
        tag_as_stack(context, "kms", KeyId=physical_id)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        days = integer(properties.get("PendingWindowInDays", 30))
        with already_gone("NotFoundException", "KMSInvalidStateException"):
            context.client("kms").schedule_key_deletion(KeyId=physical_id, PendingWindowInDays=days)

    @staticmethod
    def _set_rotation(context: Context, key_id: str, properties: Properties) -> None:
        kms = context.client("kms")
        if boolean(properties.get("EnableKeyRotation", False)):
            days = integer(properties.get("RotationPeriodInDays", 365))
            kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=days)
        elif properties.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT":
            kms.disable_key_rotation(KeyId=key_id)

    @staticmethod
    def _set_enabled(context: Context, key_id: str, properties: Properties) -> None:
        kms = context.client("kms")
        (kms.enable_key if boolean(properties.get("Enabled", True)) else kms.disable_key)(KeyId=key_id)

    @staticmethod
    def _made(context: Context, key_id: str) -> Made:
        return Made(key_id, {"Arn": context.arn("kms", f"key/{key_id}"), "KeyId": key_id})


class Alias(ResourceType):
    """A name for a key."""

    name = "AWS::KMS::Alias"
    properties = frozenset({"AliasName", "TargetKeyId"})
    replaced_by = frozenset({"AliasName"})

    def create(self, context: Context, properties: Properties) -> Made:
        alias, key = str(properties["AliasName"]), _key_id(properties)
        context.client("kms").create_alias(AliasName=alias, TargetKeyId=key)
        return Made(alias)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("kms").update_alias(AliasName=physical_id, TargetKeyId=_key_id(new))
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFoundException"):
            context.client("kms").delete_alias(AliasName=physical_id)


def _key_id(properties: Properties) -> str:
    """The key as moto's aliases know it: by id, not by ARN."""
    return str(properties["TargetKeyId"]).rsplit("/", 1)[-1]
