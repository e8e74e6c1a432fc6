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
    options = parser.parse_args(argv)
    from delivery_emulator.server import parent_is_gone, serve

    ends = (lambda: parent_is_gone(options.kept_by)) if options.with_parent else None
    try:
        return serve(options.port, options.state_dir, options.node_modules, ends)
    except OSError as error:
        print(f"cannot serve on port {options.port} of localhost: {error}; choose another --port or 0", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
