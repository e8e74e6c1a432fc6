"""Runs one case: the calls in order, the answer to the last, and everything that was made taken away again."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from fidelity.case import Call, Case
from fidelity.filled import filled
from fidelity.outcome import Outcome
from fidelity.place import Place

_READS = ("Describe", "Get", "List", "Head", "Simulate", "Validate", "Lookup", "Filter")


@dataclass(frozen=True)
class Result:
    """What became of a case: the answer to its last call and what AWS answers, or why nobody could ask."""

    case: Case
    outcome: Outcome | None
    aws: Mapping[str, Any]
    differs: Mapping[str, Any] | None = None
    not_run: str = ""
    left: tuple[str, ...] = ()
    """What could not be taken away again."""

    @property
    def as_aws(self) -> bool:
        return self.outcome is not None and self.outcome.matches(self.aws)

    @property
    def as_known(self) -> bool:
        """Differs from AWS in just the way that the case says our emulator does."""
        return self.outcome is not None and self.differs is not None and not self.as_aws and self.outcome.matches(self.differs)


def unsafe_calls(case: Case, undo: Mapping[str, Any]) -> list[str]:
    """The calls after which something would be left."""
    return [call.name for call in case.calls if call.name not in undo and not call.operation.startswith(_READS)]


def run(case: Case, place: Place, prefix: str, undo: Mapping[str, Any]) -> Result:
    """Ask a case of a place. What it makes is called `prefix-…`."""
    own = f"{prefix}-{hashlib.sha256(case.name.encode()).hexdigest()[:8]}"
    names: dict[str, Any] = {"prefix": own, "account": place.account, "region": place.region, "partition": place.partition, "now": int(time.time() * 1000)}
    made: list[tuple[Call, Mapping[str, Any], Any]] = []
    outcome, not_run = None, ""
    try:
        for call in case.calls:
            last = call is case.calls[-1]
            outcome = _patiently(call, place, names, filled(case.aws, names) if last else {"answers": {}}, made)
            if outcome.error is not None and not last:
                not_run, outcome = f"{call.name} answered {outcome.shown({})}", None
                break
            if outcome.stack is not None and not last and "ROLLBACK" in outcome.stack:
                not_run, outcome = f"{call.name} ended as {outcome.shown({})}", None
                break
    except (LookupError, BotoCoreError, ClientError) as error:
        not_run, outcome = f"{type(error).__name__}: {error}", None
    differs = filled(case.differs, names) if case.differs is not None and outcome is not None else None
    aws = filled(case.aws, names) if outcome is not None else case.aws
    return Result(case, outcome, aws, differs, not_run, tuple(_take_away(made, place, undo)))


def _patiently(
    call: Call, place: Place, names: dict[str, Any], expected: Mapping[str, Any], made: list[tuple[Call, Mapping[str, Any], Any]]
) -> Outcome:
    """The answer to a call; what it made is noted before anything else can go wrong."""
    until = time.monotonic() + place.patience
    asked, by = filled(call.input, names), filled(call.by, names) if call.by else None
    while True:
        outcome = place.ask(call, asked, by)
        if outcome.error is None or outcome.matches(expected) or time.monotonic() >= until:
            break
        time.sleep(place.poll)
    if outcome.error is None:
        made.append((call, asked, outcome.output))
        if call.remembered:
            names[call.remembered] = outcome.output
    return outcome


def _take_away(made: list[tuple[Call, Mapping[str, Any], Any]], place: Place, undo: Mapping[str, Any]) -> list[str]:
    """Undo in reverse order, each thing once; answers what stays."""
    left, done = [], []
    for call, asked, answer in reversed(made):
        for name, template in undo.get(call.name, {}).items():
            service, _, operation = name.partition(".")
            undone = filled(template, {"asked": asked, "answer": answer})
            if (name, undone) in done:
                continue
            done.append((name, undone))
            outcome = place.ask(Call(service, operation, undone, None, None), undone)
            if outcome.error is not None:
                left.append(f"what {call.name} made: {name} {undone} answered {outcome.shown({})}")
    return left
