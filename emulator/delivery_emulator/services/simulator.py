"""IAM's policy simulator: `SimulateCustomPolicy` and `SimulatePrincipalPolicy`, judged by the evaluator that judges calls at the door.

Sources: the two calls, `EvaluationResult` and `Statement` in IAM's API reference; where a comment says so, what AWS was reported
to answer. What is not simulated here is refused by name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.exceptions import IAMException, InvalidInput, NotFoundException, ValidationError
from moto.iam.responses import IamResponse

from delivery_emulator.authorization.caller_policies import NamedPolicy, attached_to
from delivery_emulator.authorization.simulation import CannotEvaluate, Outcome, SimulatedPolicy, Simulation, together
from delivery_emulator.policy import Principal
from delivery_emulator.services.patch import add
from delivery_emulator.services.simulator_input import context_of, parameters_of, policy_texts

_PAGE = 100
_IAM, _RESOURCE = "IAM Policy", "Resource Policy"
"""Kinds of policies as AWS was reported to answer them, against its reference, which lists `user`, `role` and others."""
_USER = re.compile(r"arn:[^:]+:iam::(\d{12}):user/.+")
_ENTITY = re.compile(r"arn:([^:]+):iam::(\d{12}):(user|group|role)/(?:.*/)?([^/]+)")
_OWNER = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_WITH_POLICY = frozenset({"s3", "sns", "sqs"})


class PolicyEvaluation(IAMException):
    """A policy could not be evaluated."""

    code = "PolicyEvaluation"


def install() -> None:
    """Give moto's IAM its simulator."""
    add(IamResponse, "simulate_custom_policy")(_simulate_custom_policy)
    add(IamResponse, "simulate_principal_policy")(_simulate_principal_policy)


def _simulate_custom_policy(response: Any) -> ActionResult:
    asked = parameters_of(response, "SimulateCustomPolicy")
    if not asked.get("PolicyInputList"):
        raise ValidationError("policyInputList must not be empty")
    return _answer(asked, (), (), asked.get("CallerArn"), response.current_account)


def _simulate_principal_policy(response: Any) -> ActionResult:
    asked = parameters_of(response, "SimulatePrincipalPolicy")
    source = asked.get("PolicySourceArn", "")
    found = _ENTITY.fullmatch(source)
    if found is None:
        raise InvalidInput(f"Invalid Entity Arn: {source} does not clearly define entity type and name.")
    partition, account, kind, name = found.groups()
    own = attached_to(source) if (partition, account) == (response.partition, response.current_account) else None
    if own is None:
        raise NotFoundException(f"The {kind} with name {name} cannot be found.")
    identity = tuple(_attached(policy, holder) for holder, policies in own.identity for policy in policies)
    caller = asked.get("CallerArn", source if kind == "user" else None)
    return _answer(asked, identity, tuple(_attached(policy, f"{kind}_{name}") for policy in own.boundary), caller, account)


def _attached(policy: NamedPolicy, holder: str) -> SimulatedPolicy:
    """A managed policy is called by its name, an inline one by its holder too, as AWS was reported to answer."""
    name = policy.name.rpartition("/")[2] if policy.name.startswith("arn:") else f"{holder}_{policy.name}"
    return SimulatedPolicy(name, _IAM, policy.text)


def _answer(
    asked: Mapping[str, Any], identity: tuple[SimulatedPolicy, ...], boundary: tuple[SimulatedPolicy, ...], caller: str | None, account: str
) -> ActionResult:
    boundaries = _given(asked, "PermissionsBoundaryPolicyInputList")
    if len(boundaries) > 1:
        raise InvalidInput("PermissionsBoundaryPolicyInputList takes one policy only.")
    actions, resources = asked.get("ActionNames") or [], asked.get("ResourceArns") or ["*"]
    _check_calls(actions, resources)
    _check_caller(asked, caller, resources, account)
    simulation = Simulation(
        (*identity, *_given(asked, "PolicyInputList")),
        boundaries or boundary,
        tuple(SimulatedPolicy("ResourcePolicy", _RESOURCE, text) for text in policy_texts(asked, "ResourcePolicy")),
        Principal.aws(caller) if caller else Principal.anonymous(),
        context_of(asked.get("ContextEntries") or []),
    )
    start, size = _page(asked, len(actions))
    results = [_result(simulation, action, resources) for action in actions[start : start + size]]
    after = start + size
    more = {"IsTruncated": True, "Marker": str(after)} if after < len(actions) else {"IsTruncated": False}
    return ActionResult({"EvaluationResults": results, **more})


def _given(asked: Mapping[str, Any], name: str) -> tuple[SimulatedPolicy, ...]:
    return tuple(SimulatedPolicy(f"{name}.{number}", _IAM, text) for number, text in enumerate(policy_texts(asked, name), 1))


def _check_calls(actions: Sequence[str], resources: Sequence[str]) -> None:
    if not actions:
        raise ValidationError("actionNames must not be empty")
    for action in actions:
        if not _ACTION.fullmatch(action):
            raise InvalidInput(f"Invalid Input Actions: {action} is not of the form service:Operation, without wildcards.")
    for resource in resources:
        if resource != "*" and not re.fullmatch(r"arn:([^:]*:){4}.+", resource, re.DOTALL):
            raise InvalidInput(f"ResourceNames are not in a valid ARN format: {resource}.")


def _check_caller(asked: Mapping[str, Any], caller: str | None, resources: Sequence[str], account: str) -> None:
    """Whoever asks a resource's policy is a user of the account that owns the resource; the rest is refused."""
    if caller is not None and not _USER.fullmatch(caller):
        raise InvalidInput(f"CallerArn must be the ARN of an IAM user, got {caller}.")
    of_caller = caller.split(":")[4] if caller else account
    owner = _OWNER.fullmatch(asked["ResourceOwner"]) if "ResourceOwner" in asked else None
    if "ResourceOwner" in asked and owner is None:
        raise InvalidInput(f"'{asked['ResourceOwner']}' is not a valid as a Resource Owner.")
    if owner is not None and owner.group(1) != of_caller:
        raise NotImplementedError("a simulation whose ResourceOwner is another account than the caller's")
    if "ResourcePolicy" not in asked:
        return
    if caller is None:
        raise InvalidInput("CallerArn is required with a ResourcePolicy.")
    for resource in resources:
        _, _, service, _, holder, *_ = resource.split(":") if resource != "*" else ["", "", "*", "", ""]
        if service not in _WITH_POLICY:
            raise NotImplementedError(f"a simulation with a ResourcePolicy of {resource}")
        if holder not in ("", of_caller):
            raise NotImplementedError(f"a simulation with a ResourcePolicy in another account than the caller's, {resource}")


def _page(asked: Mapping[str, Any], count: int) -> tuple[int, int]:
    size, marker = asked.get("MaxItems", _PAGE), asked.get("Marker", "0")
    if not 1 <= size <= 1000:
        raise ValidationError("maxItems must be between 1 and 1000")
    if not marker.isascii() or not marker.isdigit() or int(marker) >= count:
        raise ValidationError(f"Invalid Marker {marker}")
    return int(marker), size


def _result(simulation: Simulation, action: str, resources: Sequence[str]) -> dict[str, Any]:
    """One result for an action; with ARNs, one for each of them stands inside and has the missing keys, as the reference says."""
    try:
        outcomes = [simulation.ask(action, resource) for resource in resources]
    except CannotEvaluate as error:
        raise PolicyEvaluation(f"{action} could not be evaluated: {error}") from error
    missing = simulation.missing()
    result: dict[str, Any] = {"EvalActionName": action, "EvalDecision": together(outcome.decision for outcome in outcomes)}
    if len(resources) == 1:
        result.update({"EvalResourceName": resources[0], **_details(outcomes[0])})
    if resources == ["*"]:
        return {**result, "MissingContextValues": missing}
    specific = [
        {"EvalResourceName": resource, "EvalResourceDecision": outcome.decision, "MissingContextValues": missing, **_details(outcome)}
        for resource, outcome in zip(resources, outcomes, strict=True)
    ]
    return {"MatchedStatements": [], **result, "MissingContextValues": [], "EvalDecisionDetails": {}, "ResourceSpecificResults": specific}


def _details(outcome: Outcome) -> dict[str, Any]:
    """Where in its text a statement stands is not said."""
    matched = [{"SourcePolicyId": policy.id, "SourcePolicyType": policy.kind} for policy in outcome.matched]
    within = outcome.within_boundary
    boundary = {} if within is None else {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": within}}
    return {"MatchedStatements": matched, **boundary}
