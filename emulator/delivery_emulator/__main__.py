"""`python3 -m delivery_emulator`: an embedded AWS for several accounts on one loopback port."""

import argparse
import sys
from pathlib import Path


def main(argv: list[str]) -> int:
    """Parse the command line and serve. Exit code 2 for a wrong request."""
    parser = argparse.ArgumentParser(prog="delivery_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 takes a free one")
    parser.add_argument("--state-dir", type=Path, required=True, help="private directory for logs and function code")
    parser.add_argument("--node-modules", type=Path, help="where Lambda handlers find @aws-sdk/*")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input does")
    parser.add_argument("--kept-by", type=Path, metavar="FILE", help="live on as long as there is this file")
    parser.add_argument("--history", type=Path, metavar="FILE", help="where what becomes of executions is kept with --kept-by")
    parser.add_argument(
        "--minute", type=_seconds, default=0, metavar="SECONDS", help="what a minute of AWS's delays takes; 0: nothing is late"
    )
    parser.add_argument("--stubs", action="store_true", help="make marked stubs of resources that are not there, instead of refusing them")
    options = parser.parse_args(argv)
    from delivery_emulator.server import parent_is_gone, serve
    from delivery_emulator.settings import Settings

    def made(endpoint: str, secret: str) -> Settings:
        places = (options.state_dir, options.node_modules)
        return Settings(endpoint, *places, secret, options.minute, options.kept_by, options.history, options.stubs)

    ends = (lambda: parent_is_gone(options.kept_by)) if options.with_parent else None
    try:
        return serve(options.port, made, ends)
    except OSError as error:
        print(f"cannot serve on port {options.port} of localhost: {error}; choose another --port or 0", file=sys.stderr)
        return 2


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 60:
        raise argparse.ArgumentTypeError(f"must be 0 to 60 seconds, got {text}")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
