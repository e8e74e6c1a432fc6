"""What a rehearsal has go wrong, from its push to its end: `EmulatorArmFaults` says what, `EmulatorDisarmFaults` how often it did.

The names and their arguments are those of `lib/rehearsal/faults/table.ts`.
"""

import os
import signal
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

from moto.kms.models import kms_backends

from delivery_emulator import clients
from delivery_emulator.authorization.operation import operation_of
from delivery_emulator.door import IN_PROCESS
from delivery_emulator.fault_answers import Answer, broken, throttled
from delivery_emulator.fault_names import problem_of
from delivery_emulator.identity import Caller
from delivery_emulator.s3_operation import s3_operation

SCP = "with an explicit deny in a service control policy"
"""As IAM's guide words it ("Troubleshoot access denied error messages"): nothing of the account's own can lift it."""
_CALLS = ("throttle", "error", "delay")


@dataclass
class Fault:
    """One that was asked for."""

    name: str
    arguments: Mapping[str, str]
    seen: int = 0
    """How often it could have struck."""
    struck: int = 0


_armed: list[Fault] = []
_counting = Lock()


def arm(given: Sequence[Mapping[str, Any]]) -> str | None:
    """Let these strike from now on, and none that were armed before; answers what is wrong with one, and arms none then."""
    faults = [Fault(each["name"], each["arguments"]) for each in given]
    problem = next((found for found in map(_problem, faults) if found is not None), None)
    _armed[:] = [] if problem else faults
    return problem


def disarm() -> list[int]:
    """Let none strike any more; answers how often each did. What was done to accounts stays."""
    struck = [each.struck for each in _armed]
    _armed.clear()
    return struck


def answer_to(environ: dict[str, Any], caller: Caller | None) -> Answer | None:
    """What a request is answered instead of being served; waits where it is to be late.

    Root users are the rehearsal itself, which plays AWS's services, and what the emulator calls is its own affair.
    """
    faults = list(_of(*_CALLS))
    if not faults or caller is None or caller.is_root or IN_PROCESS in environ:
        return None
    try:
        operation = operation_of(environ)
    except ValueError:  # no request of a client of AWS; whoever serves it says so
        return None
    if operation is None:
        return None
    name = s3_operation(operation) if operation.service == "s3" else operation.name
    for fault in faults:
        if (fault.arguments["service"], fault.arguments["operation"]) != (operation.service, name) or not _strikes(fault):
            continue
        if fault.name == "delay":
            time.sleep(float(fault.arguments["seconds"]))
        else:
            return (throttled if fault.name == "throttle" else broken)(operation.service)
    return None


def denies(role_arn: str | None, action: str) -> bool:
    """Whether a role is kept from an action, whatever its policies say."""
    role = (role_arn or "").rpartition("/")[2]
    for fault in _of("denied"):
        if fnmatchcase(role, fault.arguments["role"]) and fnmatchcase(action, fault.arguments["action"]):
            _strikes(fault)
            return True
    return False


def names_role(role_arn: str | None) -> bool:
    """Whether a role is kept from any action."""
    role = (role_arn or "").rpartition("/")[2]
    return any(fnmatchcase(role, fault.arguments["role"]) for fault in _of("denied"))


def why_not_made(logical_id: str, kind: str) -> str | None:
    """The reason with which a resource fails the first time that it is made or changed; None where it does not."""
    for fault in _of("failed-resource"):
        if fault.arguments["what"] in (logical_id, kind) and _strikes(fault):
            # As reported: https://github.com/aws-quickstart/quickstart-kubernetes-resource-provider/issues/28
            return f'Resource handler returned message: "Internal Failure" (RequestToken: {uuid.uuid4()}, HandlerErrorCode: InternalFailure)'
    return None


def action_begins(stage: str, action: str) -> None:
    """Do what somebody does to the accounts, or to this process, when an action of the pipeline begins."""
    for fault in _of(*_DEEDS):
        if fault.arguments["place"] == f"{stage}/{action}" and _DEEDS[fault.name](fault.arguments):
            _strikes(fault)


def _of(*names: str) -> Iterator[Fault]:
    return (each for each in tuple(_armed) if each.name in names)


def _strikes(fault: Fault) -> bool:
    """Count that it could strike, and whether it does: the first times, the n-th time, or always."""
    with _counting:
        fault.seen += 1
        once = "1" if fault.name == "failed-resource" else None
        times, nth = fault.arguments.get("times", once), fault.arguments.get("nth")
        strikes = fault.seen <= int(times) if times else fault.seen == int(nth) if nth else True
        fault.struck += strikes
        return strikes


def _problem(fault: Fault) -> str | None:
    return problem_of(fault.arguments["service"], fault.arguments["operation"]) if fault.name in _CALLS else None


def _lose_emulator(arguments: Mapping[str, str]) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    return True


def _disable_key(arguments: Mapping[str, str]) -> bool:
    """Disable the keys that bear the alias, in whichever account and region; whether there were any."""
    done = False
    for account, region in _places(kms_backends):
        kms = clients.client("kms", clients.root(account), region)
        pages = kms.get_paginator("list_aliases").paginate()
        keys = [each["TargetKeyId"] for page in pages for each in page["Aliases"] if each["AliasName"] == arguments["alias"] and "TargetKeyId" in each]
        for key in keys:
            kms.disable_key(KeyId=key)
        done = done or bool(keys)
    return done


def _places(backends: Any) -> list[tuple[str, str]]:
    """Every account and region in which a service has been used."""
    return [(account, region) for account in list(backends) for region in list(backends[account])]


_DEEDS = {"disabled-key": _disable_key, "lost-emulator": _lose_emulator}
