"""What policies say to an AWS service that calls on its own behalf, and what becomes of doubts."""

from collections.abc import Mapping, Sequence

from delivery_emulator import asked_policies, journal
from delivery_emulator.policy import OnBehalfOf, ask_for_service, calling_service


def why_kept_out(
    policies: Sequence[Mapping[str, object]], path: str, resource: str, on: OnBehalfOf
) -> str | None:
    """Why AWS keeps a service out; None where it lets it in or may do so, and a doubt is noted."""
    answer = ask_for_service(policies, path, resource, on)
    if answer.effect != "refused":
        asked_policies.note_service(policies, path, resource, on)
    if answer.effect == "allowed":
        return None
    if answer.effect == "doubtful":
        service = calling_service(path, on.region)
        journal.note_doubt(f"may be refused on AWS: {service}, {answer.action} on {resource}: {answer.because}")
        return None
    return f"{answer.action}: {answer.because}"
