"""Secrets Manager: secrets, rotation schedules and resource policies."""

from __future__ import annotations

import json
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType
from delivery_emulator.cloudformation.resources.gone import already_gone
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed, tag_list

GENERATE_FLAGS = (
    *("ExcludeLowercase", "ExcludeUppercase", "ExcludeNumbers", "ExcludePunctuation"),
    *("IncludeSpace", "RequireEachIncludedType"),
)


class Secret(ResourceType):
    """A secret, given or generated. Deleting it through CloudFormation leaves no recovery window."""

    name = "AWS::SecretsManager::Secret"
    properties = frozenset(
        {
            *("Name", "Description", "KmsKeyId", "SecretString", "Tags.*"),
            *(f"GenerateSecretString.{flag}" for flag in GENERATE_FLAGS),
            *("GenerateSecretString.PasswordLength", "GenerateSecretString.ExcludeCharacters"),
            *("GenerateSecretString.SecretStringTemplate", "GenerateSecretString.GenerateStringKey"),
        }
    )
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        secrets = context.client("secretsmanager")
        value = self._value(context, properties)
        answer = secrets.create_secret(
            Name=properties.get("Name") or context.generated_name(),
            Tags=tag_list(context, properties),
            **renamed(properties, "Description", "KmsKeyId"),
            **({} if value is None else {"SecretString": value}),
        )
        return Made(answer["ARN"], {"Id": answer["ARN"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """A generated value is made anew only when the way to generate it changes, as on AWS."""
        secrets = context.client("secretsmanager")
        sources = ("SecretString", "GenerateSecretString")
        changed = any(old.get(source) != new.get(source) for source in sources)
        value = self._value(context, new) if changed else None
        secrets.update_secret(
            SecretId=physical_id,
            Description=new.get("Description", ""),
            **renamed(new, "KmsKeyId"),
            **({} if value is None else {"SecretString": value}),
        )
        wanted = tag_list(context, new)
        keep = {tag["Key"] for tag in wanted}
        found = secrets.describe_secret(SecretId=physical_id).get("Tags") or []
        gone = [tag["Key"] for tag in found if tag["Key"] not in keep]
        if gone:
            secrets.untag_resource(SecretId=physical_id, TagKeys=gone)
        if wanted:
            secrets.tag_resource(SecretId=physical_id, Tags=wanted)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("secretsmanager").delete_secret(SecretId=physical_id, ForceDeleteWithoutRecovery=True)

    @staticmethod
    def _value(context: Context, properties: Properties) -> str | None:
        if "SecretString" in properties:
            return str(properties["SecretString"])
        if "GenerateSecretString" not in properties:
            return None
        rules = properties["GenerateSecretString"]
        parameters: dict[str, Any] = {"PasswordLength": integer(rules.get("PasswordLength", 32))}
        parameters.update(renamed(rules, "ExcludeCharacters"))
        parameters.update({flag: boolean(rules[flag]) for flag in GENERATE_FLAGS if flag in rules})
        password = context.client("secretsmanager").get_random_password(**parameters)["RandomPassword"]
        if ("SecretStringTemplate" in rules) != ("GenerateStringKey" in rules):
            raise Refused("SecretStringTemplate and GenerateStringKey must be given together")
        if "SecretStringTemplate" not in rules:
            return str(password)
        return json.dumps({**json.loads(rules["SecretStringTemplate"]), rules["GenerateStringKey"]: password})


class RotationSchedule(ResourceType):
    """When a secret rotates and by which function; a new schedule rotates at once unless told otherwise."""

    name = "AWS::SecretsManager::RotationSchedule"
    properties = frozenset(
        {
            *("SecretId", "RotationLambdaARN", "RotateImmediatelyOnUpdate"),
            *(f"RotationRules.{field}" for field in ("AutomaticallyAfterDays", "Duration", "ScheduleExpression")),
        }
    )
    replaced_by = frozenset({"SecretId"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._rotate(context, properties)
        return Made(str(properties["SecretId"]), {"Id": str(properties["SecretId"])})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._rotate(context, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException", "InvalidRequestException"):
            context.client("secretsmanager").cancel_rotate_secret(SecretId=physical_id)

    @staticmethod
    def _rotate(context: Context, properties: Properties) -> None:
        rules = dict(properties.get("RotationRules") or {})
        if "AutomaticallyAfterDays" in rules:
            rules["AutomaticallyAfterDays"] = integer(rules["AutomaticallyAfterDays"])
        context.client("secretsmanager").rotate_secret(
            SecretId=properties["SecretId"],
            RotateImmediately=boolean(properties.get("RotateImmediatelyOnUpdate", True)),
            **renamed(properties, "RotationLambdaARN"),
            **({"RotationRules": rules} if rules else {}),
        )


class SecretResourcePolicy(ResourceType):
    """The policy attached to a secret."""

    name = "AWS::SecretsManager::ResourcePolicy"
    properties = frozenset({"SecretId", "ResourcePolicy.*", "BlockPublicPolicy"})
    replaced_by = frozenset({"SecretId"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._put(context, properties)
        return Made(str(properties["SecretId"]), {"Id": str(properties["SecretId"])})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._put(context, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("secretsmanager").delete_resource_policy(SecretId=properties["SecretId"])

    @staticmethod
    def _put(context: Context, properties: Properties) -> None:
        context.client("secretsmanager").put_resource_policy(
            SecretId=properties["SecretId"],
            ResourcePolicy=document(properties["ResourcePolicy"]),
            BlockPublicPolicy=boolean(properties.get("BlockPublicPolicy", False)),
        )
