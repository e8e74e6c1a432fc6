"""Whether CloudFormation's handlers may do as an execution role what they do on AWS.

What they call there is asked, and not what the emulator's own resource types call. A role that may do everything is not asked one
by one.
"""

import functools

from delivery_emulator import faults, journal, sessions
from delivery_emulator.authorization.caller_policies import CallerPolicies, policies_of
from delivery_emulator.authorization.documents import statements_of
from delivery_emulator.authorization.handler_permissions import Handled, needed
from delivery_emulator.authorization.judge import EXECUTION, ask, current, in_force, permit
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.authorization.record import Record
from delivery_emulator.identity import Caller


def handler_refusal(access_key_id: str, handled: Handled) -> str | None:
    """What IAM would say to a handler instead; None where it may go on, or where that is not asked."""
    record = current()
    session = sessions.find(access_key_id)
    if record.mode == "off" or session is None or session.name != EXECUTION:
        return None
    caller = Caller(session.account, session.arn, session.user_id, access_key_id, session.role_arn)
    operation = Operation("cloudformation", f"{handled.operation} {handled.type}", handled.region)
    own = policies_of(caller)
    wanted = needed(handled)
    if own is not None and _may_everything(own) and not faults.names_role(caller.role_arn):
        return None
    if own is None or wanted is None:
        why = "the caller is gone" if own is None else "no row says what AWS's handler needs"
        record.miss(f"cloudformation:{operation.name}", caller.principal_arn, why)
        return None
    sure = wanted.standing == "documented"
    record.calls += 1
    refused = ask(record if sure else Record(), caller, session, own, operation, wanted.requirements, {})
    if refused is not None and not sure and not refused.forced:
        journal.note_doubt(f"may be refused on AWS ({wanted.standing}): {refused.message}")
    refused = in_force(record, refused) if refused is not None and (sure or refused.forced) else None
    return refused.message if refused is not None else None


def reader_refusal(caller: Caller, handled: Handled) -> str | None:
    """What IAM would say to a handler that reads a resource for a drift detection, which AWS lets it do as the caller.

    Source: CloudFormation user guide, "Considerations when detecting drift": read permission for each resource in the stack.
    """
    wanted = needed(handled)
    if wanted is None:
        return None
    asked = [(one.action, one.resource, one.context) for one in wanted.requirements]
    refused = permit(caller, asked, Operation("cloudformation", f"{handled.operation} {handled.type}", handled.region))
    return None if refused is None else refused.message


def _may_everything(own: CallerPolicies) -> bool:
    texts = tuple(policy.text for policy in own.identity)
    return not own.boundary and not own.session and any(map(_allows_all, texts)) and not any(map(_denies, texts))


@functools.lru_cache(maxsize=256)
def _allows_all(text: str) -> bool:
    return any(
        each.get("Effect") == "Allow" and each.get("Action") in ("*", ["*"]) and each.get("Resource") in ("*", ["*"]) and not each.get("Condition")
        for each in statements_of(text)
    )


@functools.lru_cache(maxsize=256)
def _denies(text: str) -> bool:
    return any(each.get("Effect") == "Deny" for each in statements_of(text))
