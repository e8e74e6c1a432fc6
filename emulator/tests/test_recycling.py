"""Processes of functions that are idle end, as AWS ends its environments.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import time
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from lambda_case import LambdaCase, eventually

from delivery_emulator.services.lambda_runner.pool import Pool, Warm
from delivery_emulator.services.lambda_service import POOL


class _Idle:
    """A process that does nothing; it knows whether it was ended."""

    ended = False

    def end(self) -> None:
        self.ended = True


def warm(name: str) -> Any:
    facts: Any = SimpleNamespace(account="1", region="r", name=name, version="$LATEST")
    environment: Any = _Idle()
    stream: Any = None
    return Warm(environment, stream, facts, time.time() + 3600)


class TestRecycling(unittest.TestCase):
    def test_of_too_many_idle_processes_those_end_that_ran_longest_ago(self) -> None:
        pool, warms = Pool(most_idle=2), [warm(name) for name in "aabc"]
        for each in warms:
            pool.give_back(each, True)
        eventually(lambda: warms[0].environment.ended and warms[1].environment.ended)
        self.assertEqual([each.environment.ended for each in warms[2:]], [False, False])
        self.assertIs(pool.take(warms[3].facts), warms[3])

    def test_an_idle_process_ends_after_its_time_and_a_busy_one_does_not(self) -> None:
        pool, (idle, busy) = Pool(idle_seconds=60), (warm("a"), warm("b"))
        for each in (idle, busy):
            pool.give_back(each, True)
        self.assertIs(pool.take(busy.facts), busy)
        self.assertEqual(pool.superfluous(time.monotonic() + 59), [])
        self.assertEqual(pool.superfluous(time.monotonic() + 61), [idle])
        self.assertEqual(pool.superfluous(time.monotonic() + 61), [])

    def test_time_alone_ends_it(self) -> None:
        pool, idle = Pool(idle_seconds=0.01), warm("a")
        pool.give_back(idle, True)
        eventually(lambda: idle.environment.ended)


class TestRecycledFunction(LambdaCase):
    def test_leaves_nothing_and_starts_again(self) -> None:
        self.function("const made = Math.random(); exports.handler = async () => made;")
        with patch.object(POOL, "_most_idle", 0):
            first, _ = self.invoke()
            eventually(lambda: not POOL._all)
            scratch = Path(self.state.name, "lambda", "scratch")
            self.assertEqual(list(scratch.iterdir()) if scratch.exists() else [], [])
            self.assertNotEqual(self.invoke()[0], first)


if __name__ == "__main__":
    unittest.main()
