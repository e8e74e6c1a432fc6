"""The question that every request of a role session or user has to pass, where the emulator was told to ask it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from delivery_emulator import asked_policies, faults, journal, sessions
from delivery_emulator.authorization.caller_policies import CallerPolicies, policies_of
from delivery_emulator.authorization.decision import Answer, decide
from delivery_emulator.authorization.grants import granted
from delivery_emulator.authorization.network import source_network
from delivery_emulator.authorization.operation import Operation, operation_of
from delivery_emulator.authorization.record import Record
from delivery_emulator.authorization.refusal import Refusal, refusal_of
from delivery_emulator.authorization.requirement import Context, Requirement, requirements_of
from delivery_emulator.authorization.resource_policy import ResourcePolicy, resource_policy
from delivery_emulator.door import IN_PROCESS
from delivery_emulator.identity import Caller
from delivery_emulator.policy import Principal, Request

MODES = ("enforce", "report", "off")
EXECUTION = "AWSCloudFormation"
"""The session as which the engine makes a stack's resources; what it calls is our handlers' choice. What AWS's call is asked by
`handler_judge`."""

_current: list[Record] = [Record()]


def begin(mode: str) -> None:
    """Judge from now on, and forget what was judged before. Raises `ValueError` for an unknown mode."""
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    _current[:] = [Record(mode)]
    asked_policies.begin(mode != "off")


def current() -> Record:
    """What was judged since `begin`."""
    return _current[0]


def refusal(environ: dict[str, Any], caller: Caller | None, call: str) -> Refusal | None:
    """What AWS would answer instead of serving the request; None where it would serve it, or where that is not asked.

    Root users and AWS services are not asked for identity policies, and the emulator's own work is nobody's request.
    """
    record = current()
    if record.mode == "off" or caller is None or caller.is_root:
        return None
    session = sessions.find(caller.access_key_id)
    in_process = IN_PROCESS in environ
    if in_process and session is not None and session.name == EXECUTION:
        return None
    try:
        found = _judge(record, environ, caller, session, call)
    except Exception as error:  # the boundary: what cannot be judged is counted, and the trace is in the log
        journal.note_defect(f"not judged: {call}")
        record.miss(call, caller.principal_arn, f"the emulator failed to judge it: {type(error).__name__}: {error}")
        return None
    return in_force(record, found)


def permit(
    caller: Caller, needed: Sequence[tuple[str, str, Context]], operation: Operation, names: Mapping[str, str] | None = None
) -> Refusal | None:
    """Judge what AWS's services would do with a role on their own, where the emulator does not let it come to a request.

    `names` has for actions another name, which does as well where a policy allows it and none speaks of the first.
    """
    record = current()
    if record.mode == "off" or caller.is_root:
        return None
    own = policies_of(caller)
    if own is None:
        return None
    session = sessions.find(caller.access_key_id)
    asked = [Requirement(action, resource, context) for action, resource, context in needed]

    def answer(one: Requirement) -> Answer:
        return _answer(caller, own, operation, one, {})[2]

    named = [_by_name(one, names or {}, answer) for one in asked]
    return in_force(record, ask(record, caller, session, own, operation, named, {}))


def _by_name(one: Requirement, names: Mapping[str, str], answer: Callable[[Requirement], Answer]) -> Requirement:
    if one.action not in names:
        return one
    other = replace(one, action=names[one.action])
    first = answer(one)
    unsaid = first.effect == "refused" and "explicit deny" not in first.because
    return other if unsaid and answer(other).effect == "allowed" else one


def in_force(record: Record, found: Refusal | None) -> Refusal | None:
    """A refusal where refusals are enforced, or that one is."""
    return found if found is not None and (record.mode == "enforce" or found.forced) else None


def _judge(record: Record, environ: dict[str, Any], caller: Caller, session: sessions.Session | None, call: str) -> Refusal | None:
    operation = operation_of(environ)
    if operation is None:
        record.miss(call, caller.principal_arn, "the operation cannot be read from the request")
        return None
    name = f"{operation.service}:{operation.name}"
    own = policies_of(caller)
    needed = requirements_of(operation, caller.account)
    if own is None or needed is None:
        record.miss(name, caller.principal_arn, "the caller is gone" if own is None else "no row says what it needs")
        return None
    record.calls += 1
    forwarded = IN_PROCESS in environ
    everywhere = _via_cloudformation() if forwarded else source_network(session, operation)
    return ask(record, caller, session, own, operation, needed, everywhere)


def ask(
    record: Record,
    caller: Caller,
    session: sessions.Session | None,
    own: CallerPolicies,
    operation: Operation,
    needed: Sequence[Requirement],
    everywhere: Mapping[str, str | Sequence[str]],
) -> Refusal | None:
    """Ask for every permission, note every answer, and say the first no."""
    name = f"{operation.service}:{operation.name}"
    origin = session.origin if session is not None and session.origin else caller.arn
    refused: Refusal | None = None
    for one in needed:
        if faults.denies(caller.role_arn, one.action):  # no finding about policies: it is in no record
            return refusal_of(operation, caller.arn, one.action, one.resource, faults.SCP, forced=True)
        request, resource, answer = _answer(caller, own, operation, one, everywhere)
        record.add(caller.principal_arn, origin, name, request, own, resource, answer)
        if answer.effect == "cannot-tell":
            record.miss(name, caller.principal_arn, f"{one.action} on {one.resource}: {answer.because}")
        if answer.effect == "refused" and refused is None:
            refused = refusal_of(operation, caller.arn, one.action, one.resource, answer.because)
    return refused


def _answer(
    caller: Caller, own: CallerPolicies, operation: Operation, one: Requirement, everywhere: Mapping[str, str | Sequence[str]]
) -> tuple[Request, ResourcePolicy, Answer]:
    """One request, what stands at its resource, and what AWS would say to it."""
    found = resource_policy(one.resource, one.action)
    through_service = one.context.get("aws:ViaAWSService") == "true"
    network = {} if through_service else everywhere
    context = {**_context(caller, own, operation, found.account), **network, **one.context}
    request = Request(Principal.aws(caller.arn), one.action, one.resource, context)
    resource = replace(found, granted=granted(request))
    return request, resource, decide(request, own, resource, caller.account)


def _context(caller: Caller, own: CallerPolicies, operation: Operation, resource_account: str) -> Mapping[str, str | Sequence[str]]:
    """The global condition keys of a request ("AWS global condition context keys" in IAM's guide)."""
    insecure = operation.headers.get("x-emulator-insecure-transport", "").lower() == "true"
    context: dict[str, str | Sequence[str]] = {
        "aws:CurrentTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "aws:EpochTime": str(int(time.time())),
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.principal_arn,
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalType": "AssumedRole" if caller.role_arn else "User",
        "aws:RequestedRegion": operation.region,
        "aws:SecureTransport": "false" if insecure else "true",
        "aws:UserAgent": operation.headers.get("user-agent", "-"),
        "aws:ViaAWSService": "false",
        "aws:userid": caller.user_id,
        "kms:CallerAccount": caller.account,
        **{f"aws:PrincipalTag/{key}": value for key, value in own.tags},
    }
    if resource_account:
        context["aws:ResourceAccount"] = resource_account
    if caller.role_arn is None:
        context["aws:username"] = caller.arn.rpartition("/")[2]
    return context


def _via_cloudformation() -> Mapping[str, str | Sequence[str]]:
    """What CloudFormation asks other services in the name of who called it: templates, and parameters of a stack without role."""
    service = "cloudformation.amazonaws.com"
    via = {"aws:CalledVia": [service], "aws:CalledViaFirst": service, "aws:CalledViaLast": service}
    return {**via, "aws:ViaAWSService": "true"}
