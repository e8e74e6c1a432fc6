"""Tests that need what this machine may not have say so aloud; `npm test` counts them as not run, never as passed."""

import sys
import unittest

from delivery_emulator.services.lambda_runner.sandbox.choice import confinement
from delivery_emulator.services.lambda_runner.sandbox.namespaces import Namespaces


def not_run(test: unittest.TestCase, missing: str) -> None:
    """End the test as one that this machine could not run."""
    print(f"\nNOT RUN ({missing}): {test.id()}", file=sys.stderr, flush=True)
    test.skipTest(missing)


def need_namespaces(test: unittest.TestCase) -> None:
    """End the test where functions do not run in namespaces."""
    if not isinstance(confinement(), Namespaces):
        not_run(test, "needs Linux user namespaces and util-linux for functions")
