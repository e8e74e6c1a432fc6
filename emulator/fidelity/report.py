"""What people read of a run: a line per case, and where it differs both answers, one below the other."""

from collections.abc import Iterator

from fidelity.outcome import told
from fidelity.run import Result

_MOST = 500
"""Characters of an answer: some repeat a whole policy."""


def verdict(result: Result, own: bool) -> str:
    """In a word or two. `own`: the endpoint is our emulator, whose known differences are its cases' own."""
    if result.outcome is None:
        return "could not be asked"
    if result.as_aws:
        return "no longer differs" if own and result.differs is not None else "as AWS"
    return "differs as known" if own and result.as_known else "DIFFERS"


def wrong(result: Result, own: bool) -> bool:
    """Whether somebody has to look at it."""
    return verdict(result, own) not in ("as AWS", "differs as known") or bool(result.left)


def lines_of(result: Result, own: bool) -> Iterator[str]:
    case, word = result.case, verdict(result, own)
    answered = result.outcome.shown(result.aws) if result.outcome else ""
    yield f"{word:18} {case.name}"
    if wrong(result, own):
        yield f"  asked            {case.asks} ({', '.join(call.name for call in case.calls)})"
    if word not in ("as AWS", "could not be asked"):
        yield f"  AWS              {told(result.aws)} ({case.standing}: {', '.join(case.source)})"
        yield f"  answered         {_short(answered)}"
    if result.not_run:
        yield f"  because          {_short(result.not_run)}"
    for left in result.left:
        yield f"  COULD NOT BE TAKEN AWAY: {left}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def summary(results: list[Result], own: bool) -> str:
    words = ("as AWS", "differs as known", "DIFFERS", "no longer differs", "could not be asked")
    counts = {word: sum(verdict(each, own) == word for each in results) for word in words}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count or word in ("as AWS", "DIFFERS"))
