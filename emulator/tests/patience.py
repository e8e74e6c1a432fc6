"""How long tests wait for what must happen."""

PATIENCE = 120
"""Seconds. No test fails by time alone: a minute is no sign of trouble, what really hangs is ended."""
