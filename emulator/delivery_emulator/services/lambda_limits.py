"""Lambda: what it asks before a function is made or changed: variables, runtimes, and what its role may do (`limits.json`)."""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.session import get_session
from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaBackend, LambdaFunction

from delivery_emulator import journal
from delivery_emulator.authorization.caller_policies import identity_policies
from delivery_emulator.constraints import held, limits
from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services.patch import around

_INTERFACES = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")
"""What the role of a function in a VPC must be allowed: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions"""
_DEAD_LETTERS = {"sqs": ("SendMessage", "SQS"), "sns": ("Publish", "SNS")}
"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq"""


def install() -> None:
    """Ask before moto keeps a function."""
    around(LambdaFunction, "__init__")(_create)
    around(LambdaFunction, "update_configuration")(_update)
    around(LambdaBackend, "put_function_concurrency")(_reserve)


def _create(original: Callable[..., Any], function: Any, account_id: str, spec: dict[str, Any], *rest: Any, **more: Any) -> None:
    _check(account_id, spec, spec["Role"])
    original(function, account_id, spec, *rest, **more)


def _update(original: Callable[..., Any], function: Any, changes: dict[str, Any]) -> Any:
    _check(function.account_id, changes, changes.get("Role", function.role))
    return original(function, changes)


def _check(account: str, spec: Mapping[str, Any], role: str) -> None:
    _check_runtime(spec.get("Runtime"))
    _check_variables((spec.get("Environment") or {}).get("Variables") or {})
    if (spec.get("VpcConfig") or {}).get("SubnetIds"):
        for action in _INTERFACES:
            need(account, role, f"ec2:{action}", "*", f"{action} on EC2")
    target = (spec.get("DeadLetterConfig") or {}).get("TargetArn")
    if target and target.split(":")[2] in _DEAD_LETTERS:
        action, service = _DEAD_LETTERS[target.split(":")[2]]
        need(account, role, f"{target.split(':')[2]}:{action}", target, f"{action} on {service}")


def _check_runtime(runtime: str | None) -> None:
    known, all_there_are = limits()["lambda"]["noLongerCreated"], runtimes()
    if runtime and runtime not in all_there_are:
        raise InvalidParameterValueException(
            f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            f"[{', '.join(all_there_are)}] or be a valid ARN"
        )
    if runtime in known["runtimes"]:
        raise InvalidParameterValueException(
            f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions. "
            "We recommend you use a supported runtime while creating or updating functions."
        )


@functools.cache
def runtimes() -> list[str]:
    """Every runtime that Lambda's API names."""
    model: Any = get_session().get_service_model("lambda")
    return list(model.shape_for("Runtime").enum)


def _check_variables(variables: Mapping[str, str]) -> None:
    reserved = [key for key in variables if key in limits()["lambda"]["reserved"]["keys"]]
    if reserved:
        raise InvalidParameterValueException(
            "Lambda was unable to configure your environment variables because the environment variables you have provided "
            f"contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {', '.join(reserved)}"
        )
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    refusal = held("lambda:variables", len(measured.encode()), measured)
    if refusal is not None:
        raise InvalidParameterValueException(refusal)


def need(account: str, role: str, action: str, resource: str, told: str) -> None:
    """Refuse a role whose policies do not allow what Lambda will do as it; what they leave open is only said."""
    session = f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/lambda"
    decision = evaluate(identity_policies(role), Request(Principal.aws(session), action, resource, {}))
    if decision.effect == "cannot-tell":
        journal.note_doubt(f"may be refused on AWS: {action} by {role}: {decision.because}")
    elif decision.effect != "allow":
        raise InvalidParameterValueException(f"The provided execution role does not have permissions to call {told}")


def _reserve(original: Callable[..., Any], backend: Any, function_name: str, reserved_concurrency: str) -> Any:
    others = (each for each in backend.list_functions() if each.function_name != function_name and each.reserved_concurrency)
    refusal = held("lambda:concurrency", int(reserved_concurrency) + sum(int(each.reserved_concurrency) for each in others))
    if refusal is not None:
        raise InvalidParameterValueException(refusal)
    return original(backend, function_name, reserved_concurrency)
