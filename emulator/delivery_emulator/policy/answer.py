"""Answers to yes-or-no questions that may be beyond what the evaluator knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Answer:
    """Yes, no, or unknown with the reason."""

    value: Literal["yes", "no", "unknown"]
    because: str = ""


YES = Answer("yes")
NO = Answer("no")


def unknown(because: str) -> Answer:
    """An answer nobody may read as yes or no."""
    return Answer("unknown", because)


def yes_if(holds: bool) -> Answer:
    return YES if holds else NO


def _decided_by(value: str, answers: Iterable[Answer], otherwise: Answer) -> Answer:
    listed = list(answers)
    for wanted in (value, "unknown"):
        for answer in listed:
            if answer.value == wanted:
                return answer
    return otherwise


def all_of(answers: Iterable[Answer]) -> Answer:
    """Yes when every answer is; one no decides, whatever else is unknown."""
    return _decided_by("no", answers, YES)


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes when some answer is; one yes decides, whatever else is unknown."""
    return _decided_by("yes", answers, NO)


def negate(answer: Answer) -> Answer:
    return answer if answer.value == "unknown" else yes_if(answer.value == "no")
