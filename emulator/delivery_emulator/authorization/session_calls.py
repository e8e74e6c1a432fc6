"""What one session was asked for: for whoever wants to know whether its work could be taken over, without doing it again."""

from typing import Any

from delivery_emulator.authorization.caller_policies import policies_of
from delivery_emulator.authorization.record import Record
from delivery_emulator.identity import Caller


def session_calls(record: Record, caller: Caller) -> dict[str, Any] | None:
    """Every permission that the session, and those it assumed, was asked for, whatever the answer; None where nobody is judged.

    Beside that the operations that were not judged, and the policies that allow or limit what the session may do.
    """
    if record.mode == "off":
        return None
    mine = [each for each in record.entries() if each.origin == caller.arn]
    identities = {caller.principal_arn, *(each.identity for each in mine)}
    own = policies_of(caller)
    return {
        "calls": sorted({(each.request.action, each.request.resource) for each in mine}),
        "notJudged": sorted({operation for operation, identity, _ in record.unjudged if identity in identities}),
        "policies": [] if own is None else [policy.text for policy in (*own.identity, *own.boundary, *own.session)],
    }
