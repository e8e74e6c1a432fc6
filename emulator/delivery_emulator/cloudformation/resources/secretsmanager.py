"""Secrets Manager: secrets, rotation schedules and resource policies."""

import json
import secrets
import string
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_list
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed

GENERATE_FLAGS = (
    *("ExcludeLowercase", "ExcludeUppercase", "ExcludeNumbers", "ExcludePunctuation"),
    *("IncludeSpace", "RequireEachIncludedType"),
)


_LETTERS = string.ascii_letters + string.digits


def _generated_name(context: Context) -> str:
    """Logical id and a suffix, without the stack: the CDK reads names of secrets out of their ARNs by these two parts."""
    return f"{context.logical_id}-{''.join(secrets.choice(_LETTERS) for _ in range(12))}"


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
        manager = context.client("secretsmanager")
        answer = manager.create_secret(
            Name=properties.get("Name") or _generated_name(context),
            Tags=tag_list(context, properties),
            **renamed(properties, "Description", "KmsKeyId"),
            **self._value(context, properties),
        )
        return Made(answer["ARN"], {"Id": answer["ARN"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """A generated value is made anew only when the way to generate it changes, as on AWS."""
        manager = context.client("secretsmanager")
        sources = ("SecretString", "GenerateSecretString")
        changed = any(old.get(source) != new.get(source) for source in sources)
        manager.update_secret(
            SecretId=physical_id,
            Description=new.get("Description", ""),
            **renamed(new, "KmsKeyId"),
            **(self._value(context, new) if changed else {}),
        )
        retag(context, "secretsmanager", new, SecretId=physical_id)
        return Made(physical_id, {"Id": physical_id})

    def adopt(self, context: Context, physical_id: str) -> Made:
        tag_as_stack(context, "secretsmanager", SecretId=physical_id)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("secretsmanager").delete_secret(SecretId=physical_id, ForceDeleteWithoutRecovery=True)

    @staticmethod
    def _value(context: Context, properties: Properties) -> dict[str, str]:
        if "SecretString" in properties or "GenerateSecretString" not in properties:
            return renamed(properties, "SecretString", read=str)
        rules = properties["GenerateSecretString"]
        parameters: dict[str, Any] = {"PasswordLength": integer(rules.get("PasswordLength", 32))}
        parameters.update(renamed(rules, "ExcludeCharacters"))
        parameters.update(renamed(rules, *GENERATE_FLAGS, read=boolean))
        password = context.client("secretsmanager").get_random_password(**parameters)["RandomPassword"]
        if ("SecretStringTemplate" in rules) != ("GenerateStringKey" in rules):
            raise Refused("SecretStringTemplate and GenerateStringKey must be given together")
        if "SecretStringTemplate" not in rules:
            return {"SecretString": str(password)}
        whole = {**json.loads(rules["SecretStringTemplate"]), rules["GenerateStringKey"]: password}
        return {"SecretString": json.dumps(whole)}


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
        rules = dict(properties.get("RotationRules") or {})
        rules.update(renamed(rules, "AutomaticallyAfterDays", read=integer))
        context.client("secretsmanager").rotate_secret(
            SecretId=properties["SecretId"],
            RotateImmediately=boolean(properties.get("RotateImmediatelyOnUpdate", True)),
            **renamed(properties, "RotationLambdaARN"),
            **({"RotationRules": rules} if rules else {}),
        )
        return Made(str(properties["SecretId"]), {"Id": str(properties["SecretId"])})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException", "InvalidRequestException"):
            context.client("secretsmanager").cancel_rotate_secret(SecretId=physical_id)


class SecretResourcePolicy(ResourceType):
    """The policy attached to a secret."""

    name = "AWS::SecretsManager::ResourcePolicy"
    properties = frozenset({"SecretId", "ResourcePolicy.*", "BlockPublicPolicy"})
    replaced_by = frozenset({"SecretId"})

    def create(self, context: Context, properties: Properties) -> Made:
        context.client("secretsmanager").put_resource_policy(
            SecretId=properties["SecretId"],
            ResourcePolicy=document(properties["ResourcePolicy"]),
            BlockPublicPolicy=boolean(properties.get("BlockPublicPolicy", False)),
        )
        return Made(str(properties["SecretId"]), {"Id": str(properties["SecretId"])})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("secretsmanager").delete_resource_policy(SecretId=properties["SecretId"])
