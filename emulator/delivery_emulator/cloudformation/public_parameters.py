"""Parameters that AWS publishes in every region under `/aws/service/`: which are here, and what stands for another.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html.
"""

from delivery_emulator import settings

PUBLISHED = "/aws/service/"
HERE = (
    "/aws/service/ami-amazon-linux-latest/",
    "/aws/service/ecs/optimized-ami/",
    "/aws/service/global-infrastructure/",
)
"""What names begin with that are here."""


def is_absent(name: str) -> bool:
    """Whether AWS publishes what is called so, as far as names tell, and nobody does here."""
    return name.startswith(PUBLISHED) and not name.startswith(HERE)


def stand_in(name: str) -> str | None:
    """What is read instead of a parameter that is absent, where a rehearsal wants to go on (`--stubs`); else None."""
    return f"stub-of-{name.rpartition('/')[2]}" if is_absent(name) and settings.current().stubs else None
