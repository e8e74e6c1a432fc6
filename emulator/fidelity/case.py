"""The form of a case, and of the row of docs/fidelity.md that it proves. CONTRIBUTING.md shows how to write one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

STANDINGS = ("documented", "reported", "unconfirmed")
STATES = ("as AWS", "differs", "absent")
OUTCOMES = (frozenset({"error", "says"}), frozenset({"answers"}), frozenset({"stack", "because"}), frozenset({"stack"}))


class Malformed(ValueError):
    """A case that is none: what, where, what to do."""


@dataclass(frozen=True)
class Call:
    """`iam.CreateRole: {…}`, its answer remembered under a name where later calls need it, perhaps in another's name."""

    service: str
    operation: str
    input: Mapping[str, Any]
    remembered: str | None
    by: str | None
    """The ARN of the role whose session makes the call; else whoever runs the cases."""

    @property
    def name(self) -> str:
        return f"{self.service}.{self.operation}"


@dataclass(frozen=True)
class Case:
    """Calls in order, and what AWS answers to the last; those before it only lead there."""

    name: str
    asks: str
    calls: tuple[Call, ...]
    aws: Mapping[str, Any]
    source: tuple[str, ...]
    standing: str
    safe: bool = False
    """Makes only things under a prefix, for cents, and each of them is taken away again."""
    differs: Mapping[str, Any] | None = None
    """What our emulator answers instead. A case that says so and behaves as AWS is wrong."""


@dataclass(frozen=True)
class Row:
    """A row of docs/fidelity.md, which exists by its cases or by the unit tests that it names."""

    section: str
    feature: str
    state: str
    note: str
    cases: tuple[Case, ...]
    tests: tuple[str, ...]


def row_of(section: str, written: Mapping[str, Any], file: str) -> Row:
    """A row as its file has it. A case without source or standing has the row's."""
    where = f"{file}: {written.get('feature', 'a row without feature')!r}"
    _known(written, {"feature", "state", "note", "cases", "tests", "source", "standing"}, where)
    shared = {key: written[key] for key in ("source", "standing") if key in written}
    cases = tuple(_case_of({**shared, **each}, where) for each in written.get("cases", ()))
    row = Row(section, written.get("feature", ""), written.get("state", ""), written.get("note", ""), cases, tuple(written.get("tests", ())))
    differing = any(case.differs for case in cases)
    if not row.feature or row.state not in STATES:
        raise Malformed(f"{where}: state must be one of {', '.join(STATES)}, got {row.state!r}")
    if not row.cases and not row.tests:
        raise Malformed(f"{where}: a row without a case does not exist: give it cases, or the tests that prove it")
    if row.state == "as AWS" and differing:
        raise Malformed(f"{where}: is as AWS and has a case that differs: say `differs` or `absent`")
    if row.state != "as AWS" and cases and not differing:
        raise Malformed(f"{where}: {row.state}, and no case of it says how: give one `differs`")
    return row


def _case_of(written: Mapping[str, Any], where: str) -> Case:
    where = f"{where}: {written.get('name', 'a case without name')!r}"
    _known(written, {field.name for field in fields(Case)} | {"template"}, where)
    missing = {"name", "asks", "aws", "source", "standing"} - written.keys()
    if missing or ("calls" in written) == ("template" in written):
        raise Malformed(f"{where}: lacks {', '.join(sorted(missing)) or 'either calls or a template'}")
    if written["standing"] not in STANDINGS:
        raise Malformed(f"{where}: standing must be one of {', '.join(STANDINGS)}, got {written['standing']!r}")
    for outcome in (written["aws"], *([written["differs"]] if written.get("differs") else [])):
        if frozenset(outcome) not in OUTCOMES:
            raise Malformed(f"{where}: an answer is error and says, or answers, or stack and because; got {', '.join(outcome)}")
    source = written["source"] if isinstance(written["source"], list) else [written["source"]]
    if not all(each.startswith("https://") for each in source):
        raise Malformed(f"{where}: source must be the address of a page, got {source}")
    calls = [*written["calls"]] if "calls" in written else [_deployment(written["template"])]
    rest = {key: written[key] for key in ("name", "asks", "aws", "standing", "safe", "differs") if key in written}
    return Case(calls=tuple(_call_of(each, where) for each in calls), source=tuple(source), **rest)


def _deployment(template: Any) -> dict[str, Any]:
    return {
        "cloudformation.CreateStack": {
            "StackName": "<prefix>",
            "TemplateBody": template,
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }
    }


def _call_of(written: Mapping[str, Any], where: str) -> Call:
    names = [key for key in written if key not in ("as", "by")]
    service, _, operation = names[0].partition(".") if len(names) == 1 else ("", "", "")
    if not service or not operation:
        raise Malformed(f"{where}: a call is `service.Operation: {{input}}`, with `as` and `by`; got {', '.join(written)}")
    return Call(service, operation, written[names[0]] or {}, written.get("as"), written.get("by"))


def _known(written: Mapping[str, Any], keys: set[str], where: str) -> None:
    unknown = written.keys() - keys
    if unknown:
        raise Malformed(f"{where}: unknown {', '.join(sorted(unknown))}; known are {', '.join(sorted(keys))}")
