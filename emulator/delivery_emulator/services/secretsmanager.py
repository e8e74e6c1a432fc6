"""Secrets Manager: rotation by the function's four steps, and the labels as AWS keeps them."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError
from moto.secretsmanager.exceptions import InvalidParameterException, InvalidRequestException, SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from delivery_emulator.services import lambda_service
from delivery_emulator.services.patch import around

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
DAY = 86400
_NOT_ALLOWED = (
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the "
    "principal secretsmanager.amazonaws.com."
)


def install() -> None:
    """Patch moto's Secrets Manager."""
    around(SecretsManagerBackend, "rotate_secret")(_rotate)
    around(SecretsManagerBackend, "update_secret")(_update)
    around(SecretsManagerBackend, "update_secret_version_stage")(_move_stage)
    around(FakeSecret, "to_dict")(_describe)


def _rotate(
    original: Callable[..., Any],
    backend: Any,
    secret_id: str,
    client_request_token: str | None = None,
    rotation_lambda_arn: str | None = None,
    rotation_rules: dict[str, Any] | None = None,
    rotate_immediately: bool = True,
) -> str:
    """The checks of the request; the steps run beside it, as on AWS."""
    if secret_id not in backend.secrets:
        raise SecretNotFoundException()
    secret = backend.secrets[secret_id]
    if secret.is_deleted():
        raise InvalidRequestException(
            "You can't perform this operation on the secret because it was marked for deletion."
        )
    if any(item["version_stages"] == ["AWSPENDING"] for item in secret.versions.values()):
        raise InvalidRequestException("A previous rotation isn't complete. That rotation will be reattempted.")
    function = _function(rotation_lambda_arn or secret.rotation_lambda_arn, secret)
    if rotation_rules:
        secret.rotation_rules = _checked(rotation_rules)
    secret.rotation_requested = secret.rotation_enabled = True
    secret.rotation_lambda_arn = function.function_arn
    _plan_next(secret)
    token = client_request_token or str(uuid.uuid4())
    secret.versions[token] = {"createdate": int(time.time()), "version_id": token, "version_stages": ["AWSPENDING"]}
    steps = STEPS if rotate_immediately else ("testSecret",)
    threading.Thread(target=_run, args=(secret, function, token, steps), name="invocation", daemon=True).start()
    return str(secret.to_short_dict(version_id=token))


def _run(secret: Any, function: Any, token: str, steps: tuple[str, ...]) -> None:
    """Run the steps; a step that fails leaves the pending version, and the next rotation finds it so."""
    event = {"SecretId": secret.arn, "ClientRequestToken": token, "RotationToken": str(uuid.uuid4())}
    if steps != STEPS:
        lambda_service.invoke_and_wait(function, {"Step": steps[0], **event})
        secret.versions.pop(token)
        return
    for step in steps:
        if lambda_service.invoke_and_wait(function, {"Step": step, **event}).failed:
            return
    version = secret.versions[token]
    if "AWSPENDING" in version["version_stages"] and "AWSCURRENT" in version["version_stages"]:
        version["version_stages"].remove("AWSPENDING")
    secret.last_rotation_date = int(time.time())
    _plan_next(secret)


def _function(arn: str | None, secret: Any) -> Any:
    """The rotation function, if Secrets Manager may invoke it for this secret."""
    if not arn:
        raise InvalidRequestException("No Lambda rotation function ARN is associated with this secret.")
    parts = arn.split(":")
    try:
        function = lambda_backends[parts[4]][parts[3]].get_function(arn)
    except JsonRESTError as error:
        raise JsonRESTError("AccessDeniedException", f"{_NOT_ALLOWED} ({error.message})") from error
    if not lambda_service.may_invoke(function, arn, "secret-invokes-rotation", secret.arn, secret.account_id):
        raise JsonRESTError("AccessDeniedException", _NOT_ALLOWED)
    return function


def _checked(rules: dict[str, Any]) -> dict[str, Any]:
    days = rules.get("AutomaticallyAfterDays")
    if days is not None and not 1 <= days <= 1000:
        raise InvalidParameterException("RotationRules.AutomaticallyAfterDays must be within 1-1000.")
    expression = rules.get("ScheduleExpression")
    if (days is None) == (expression is None):
        raise InvalidParameterException("Specify either AutomaticallyAfterDays or ScheduleExpression.")
    if expression is not None and not expression.startswith(("rate(", "cron(")):
        raise InvalidParameterException(f"Invalid ScheduleExpression {expression}.")
    return rules


def _plan_next(secret: Any) -> None:
    rules = getattr(secret, "rotation_rules", {})
    days = rules.get("AutomaticallyAfterDays") or _days_of(rules.get("ScheduleExpression", ""))
    secret.auto_rotate_after_days = days or 0
    secret.next_rotation_date = int(time.time()) + days * DAY if days else None


def _days_of(expression: str) -> int | None:
    """The days of `rate(N days)`; the next date of a cron expression is not computed."""
    if not expression.startswith("rate("):
        return None
    number, unit = expression.removeprefix("rate(").removesuffix(")").split()
    return int(number) if unit.startswith("day") else max(1, int(number) // 24)


def _update(original: Callable[..., Any], backend: Any, secret_id: str, **more: Any) -> str:
    answer = str(original(backend, secret_id, **more))
    if more.get("description") == "":
        backend.secrets[secret_id].description = None
    return answer


def _move_stage(original: Callable[..., Any], backend: Any, secret_id: str, *args: Any, **kwargs: Any) -> Any:
    """What is read without a label is the version that now carries AWSCURRENT."""
    answer = original(backend, secret_id, *args, **kwargs)
    secret = backend.secrets[secret_id]
    for version_id, version in secret.versions.items():
        if "AWSCURRENT" in version["version_stages"]:
            secret.set_default_version_id(version_id)
    return answer


def _describe(original: Callable[..., Any], secret: Any) -> dict[str, Any]:
    found = original(secret)
    rules = getattr(secret, "rotation_rules", None)
    if rules and "RotationRules" in found:
        found["RotationRules"] = rules
    return {name: value for name, value in found.items() if value is not None}
