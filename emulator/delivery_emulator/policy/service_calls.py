"""What AWS services send when they call on their own behalf; the twin of ``lib/policy/service-calls.ts``.

Both read ``lib/policy/service-calls.json``: each row is a path on which a service calls, with the condition keys that it
sends and how sure that is. What is not documented is asked in both *worlds*, with the key and without.
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from delivery_emulator.policy.evaluate import evaluate
from delivery_emulator.policy.request import Context, Principal, Request

_TABLE = Path(__file__).parents[3] / "lib" / "policy" / "service-calls.json"
_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class OnBehalfOf:
    """The account and region of the resource that makes a service call, its ARN (None where it is not known), and the topic or queue that is told."""

    account: str
    region: str
    source: str | None
    topic: str | None = None
    queue: str | None = None


@dataclass(frozen=True)
class World:
    """One of the contexts that a row leaves open, and what is taken to be sent and what not."""

    context: Context
    taken: Sequence[str]


@dataclass(frozen=True)
class ServiceAnswer:
    """What policies say to a service: *refused* in every world, *doubtful* in some, or allowed; with the action and why."""

    effect: Literal["allowed", "refused", "doubtful"]
    action: str = ""
    because: str = ""


@functools.cache
def rows() -> Mapping[str, Mapping[str, Any]]:
    """Every row, by its path."""
    paths: Mapping[str, Mapping[str, Any]] = json.loads(_TABLE.read_text(encoding="utf-8"))["paths"]
    return paths


def calling_service(path: str, region: str) -> str:
    """The service principal of a path in a region."""
    return str(rows()[path]["service"]).replace("{region}", region)


def worlds_of(path: str, on: OnBehalfOf) -> list[World]:
    """Every world of a call, the ones where everything is sent first."""
    worlds = [World({}, ())]
    for key, row in rows()[path]["keys"].items():
        text = _filled_in(row["value"], on)
        if text is None:
            continue
        sure = row["standing"] == "documented"
        worlds = [
            World(
                {**world.context, key: text} if sent else world.context,
                world.taken if sure else (*world.taken, f"{key} {'sent' if sent else 'not sent'} ({row['standing']})"),
            )
            for world in worlds
            for sent in ((row["sent"],) if sure else (True, False))
        ]
    return worlds


def _filled_in(value: str, on: OnBehalfOf) -> str | None:
    facts = {name: getattr(on, name) for name in _FACT.findall(value)}
    return None if None in facts.values() else _FACT.sub(lambda found: facts[found.group(1)], value)


def ask_for_service(
    policies: Sequence[Mapping[str, object]], path: str, resource: str, on: OnBehalfOf
) -> ServiceAnswer:
    """Whether policies let a service do all that it does on a path.

    It is refused where they refuse it in every world and AWS is documented to need it, doubtful where they refuse it in
    some, or where nobody knows whether AWS needs it.
    """
    row = rows()[path]
    principal = Principal.service(calling_service(path, on.region))
    doubt: ServiceAnswer | None = None
    for action in row["actions"]:
        refusals = []
        worlds = worlds_of(path, on)
        for world in worlds:
            decision = evaluate(policies, Request(principal, action, resource, world.context))
            if decision.effect != "allow":
                refusals.append(", with ".join((decision.because, *([", ".join(world.taken)] if world.taken else []))))
        if not refusals:
            continue
        if len(refusals) == len(worlds) and row["need"] == "documented":
            return ServiceAnswer("refused", action, refusals[0])
        doubt = doubt or ServiceAnswer("doubtful", action, refusals[0])
    return doubt or ServiceAnswer("allowed")
