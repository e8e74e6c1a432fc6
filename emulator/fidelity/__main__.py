"""`python3 -m fidelity`: the corpus against an endpoint, differences side by side. `npm run fidelity` is the way in for people."""

import argparse
import fnmatch
import os
import secrets
import sys
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from fidelity.case import Case, Malformed
from fidelity.corpus import cases_of, corpus, undoing
from fidelity.place import Place
from fidelity.report import lines_of, summary, verdict, wrong
from fidelity.run import Result, run, unsafe_calls

_PATIENCE = 60.0
"""On AWS. Roles and policies are everywhere after seconds; AWS gives no number."""


def main(argv: list[str]) -> int:
    """Exit code 0: all as expected; 1: something differs; 2: something could not be asked or not be taken away."""
    options = _parser().parse_args(argv)
    try:
        asked = _chosen(options)
        place = _place(options)
    except (Malformed, LookupError) as error:
        print(error, file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        print(f"{options.endpoint or 'AWS'} cannot be asked who we are: {error}; see README.md on credentials", file=sys.stderr)
        return 2
    prefix = f"delivery-case-{secrets.token_hex(3)}"
    print(f"{len(asked)} cases against {options.endpoint or f'AWS, account {place.account}'}: what they make is called {prefix}-…")
    undo, results = undoing(options.cases), list[Result]()
    for case in asked:
        results.append(run(case, place, prefix, undo))
        for line in lines_of(results[-1], options.own):
            print(line, flush=True)
    print(summary(results, options.own))
    return _exit_code(results, options.own)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fidelity", description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, help="directory of the corpus")
    parser.add_argument("--endpoint", help="where to ask; without it AWS")
    parser.add_argument("--region", required=True)
    parser.add_argument("--only", default="*", help="name of a case, with * for any text")
    parser.add_argument("--safe", action="store_true", help="only cases that are safe to run against a real account")
    parser.add_argument("--own", action="store_true", help="the endpoint is our emulator: it may differ as its cases say")
    return parser


def _chosen(options: argparse.Namespace) -> list[Case]:
    undo = undoing(options.cases)
    named = [case for case in cases_of(corpus(options.cases)) if fnmatch.fnmatchcase(case.name, options.only)]
    chosen = [case for case in named if not options.safe or (case.safe and not unsafe_calls(case, undo))]
    if not chosen:
        which = "is safe for a real account" if named else "has that name"
        raise LookupError(f"--only {options.only}: no case below {options.cases} {which}")
    return chosen


def _place(options: argparse.Namespace) -> Place:
    names = {"aws_access_key_id": "AWS_ACCESS_KEY_ID", "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY", "aws_session_token": "AWS_SESSION_TOKEN"}
    keys = {ours: os.environ[theirs] for ours, theirs in names.items() if os.environ.get(theirs)}
    sts = boto3.client("sts", endpoint_url=options.endpoint, region_name=options.region, **keys)
    account = sts.get_caller_identity()["Account"]
    if options.endpoint:
        return Place(options.endpoint, account, options.region, keys)
    return Place(None, account, options.region, keys, patience=_PATIENCE, poll=2)


def _exit_code(results: list[Result], own: bool) -> int:
    words = {verdict(each, own) for each in results}
    if words & {"DIFFERS", "no longer differs"}:
        return 1
    return 2 if any(wrong(each, own) for each in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
