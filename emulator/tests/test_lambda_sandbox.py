import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from attacker import HANDLER, AttackerCase
from lambda_case import eventually, zipped
from needs import need_namespaces
from service_case import NODE_MODULES

from delivery_emulator import settings

TESTS = Path(__file__).resolve().parent
NOBODY = "65534"


class Sandboxed(AttackerCase):
    """Linux namespaces: what a function can see and do."""

    def setUp(self) -> None:
        need_namespaces(self)
        super().setUp()

    def test_no_file_of_the_user_is_there(self) -> None:
        self.attacker()
        self.function("exports.handler = async () => 'other'", "other")
        self.invoke("other")
        state = Path(self.state.name)
        (state / "requests.log").write_text("x")
        mine = [state / "requests.log", *state.glob("lambda/*/task/index.js"), Path(__file__), NODE_MODULES.parent]
        homes = [Path.home(), Path("/root"), Path("/home"), Path("/var/lib"), Path("/run"), Path("/sys"), Path("/srv")]
        for call in ("readFileSync(path, 'utf8')", "readdirSync(path)"):
            paths = [str(path) for path in (*mine, *homes)]
            self.assertEqual(self.attempts(call, paths), dict.fromkeys(paths, "ENOENT"))
        known = {"bin", "dev", "etc", "lib", "lib32", "lib64", "libx32", "mnt", "opt", "proc", "sbin", "tmp", "usr", "var"}
        self.assertLessEqual(set(self.told("return require('fs').readdirSync('/')")), known)
        self.assertEqual(self.told("return ['/mnt', '/tmp'].flatMap((path) => require('fs').readdirSync(path))"), [])
        users = self.told("return require('fs').readFileSync('/etc/passwd', 'utf8')").splitlines()
        self.assertEqual(users, ["sbx_user1051:x:0:0::/home/sbx_user1051:/sbin/nologin"])

    def test_no_other_process_is_there(self) -> None:
        self.attacker()
        pid = os.getpid()
        files = [f"/proc/{pid}/environ", f"/proc/{pid}/cmdline", f"/proc/{os.getppid()}/environ"]
        self.assertEqual(self.attempts("readFileSync(path, 'utf8')", files), dict.fromkeys(files, "ENOENT"))
        seen = self.told("return require('fs').readdirSync('/proc').filter(Number).map(Number)")
        self.assertEqual(set(seen), {1, self.told("return process.pid")})
        self.assertEqual(self.told(f"return attempt(() => process.kill({pid}, 0))"), "ESRCH")

    def test_nothing_but_tmp_can_be_written(self) -> None:
        self.attacker(EphemeralStorage={"Size": 1024})
        folders = ["/", "/var/task", "/var/runtime", "/var/node_modules", "/etc", "/usr/bin", "/dev", "/mnt"]
        files = ["/var/task/index.js", "/var/runtime/runner.cjs", "/var/lang/bin/node", "/etc/passwd", "/etc/hosts"]
        kernel = ["/proc/sys/kernel/core_pattern", "/proc/sys/user/max_user_namespaces", "/proc/self/oom_score_adj"]
        for call in ("accessSync(path, 2)", "closeSync(fs.openSync(path, 'r+'))"):  # asks, and changes nothing anywhere
            found = self.attempts(call, [*files, *kernel, "/usr/bin/env"])
            self.assertLessEqual(set(found.values()), {"EROFS", "EACCES", "ETXTBSY"}, found)
        found = self.attempts("accessSync(path, 2)", folders)
        self.assertLessEqual(set(found.values()), {"EROFS", "EACCES"}, found)
        mounts = self.told("return require('fs').readFileSync('/proc/self/mounts', 'utf8')").splitlines()
        writable = {line.split()[1] for line in mounts if "rw" in line.split()[3].split(",")}
        self.assertEqual(writable - {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}, {"/tmp"})
        found = self.attempts("writeFileSync(path, 'x')", ["/tmp/left", "/dev/null"])
        self.assertEqual(set(found.values()), {"done"}, found)
        size = self.told("const tmp = require('fs').statfsSync('/tmp'); return (tmp.bsize * tmp.blocks) / 2 ** 20")
        self.assertEqual(size, 1024)

    def test_what_one_function_leaves_no_other_and_nobody_outside_finds(self) -> None:
        name = f"left-{os.getpid()}"
        self.attacker("first")
        self.attacker("second")
        self.told(f"require('fs').writeFileSync('/tmp/{name}', 'x')", "first")
        self.assertEqual(self.told("return require('fs').readdirSync('/tmp')", "first"), [name])
        self.assertEqual(self.told("return require('fs').readdirSync('/tmp')", "second"), [])
        self.assertFalse(Path("/tmp", name).exists())
        self.assertEqual(list(Path(self.state.name).rglob(name)), [])

    def test_no_process_that_a_function_starts_outlives_it(self) -> None:
        self.awslambda.create_function(
            FunctionName="gone",
            Code={"ZipFile": zipped({"index.js": HANDLER})},
            Runtime="nodejs20.x", Handler="index.handler", Role=self.role,
        )
        mark = f"600.{os.getpid()}"
        options = "{ detached: true, stdio: 'ignore' }"
        self.told(f"require('child_process').spawn('sleep', ['{mark}'], {options}).unref()", "gone")
        self.assertTrue(eventually(lambda: _running(mark)))
        self.awslambda.delete_function(FunctionName="gone")
        self.assertTrue(eventually(lambda: not _running(mark)))

    def test_it_has_no_rights_and_can_get_none(self) -> None:
        self.attacker()
        status = self.told("return require('fs').readFileSync('/proc/self/status', 'utf8')")
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        rights = {int(facts[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
        self.assertEqual((rights, facts["NoNewPrivs"]), ({0}, "1"))
        for command in (["unshare", "--user", "true"], ["mount", "-t", "tmpfs", "none", "/mnt"]):
            arguments = f"{json.dumps(command[0])}, {json.dumps(command[1:])}"
            answer = self.told(f"return require('child_process').spawnSync({arguments}).status")
            self.assertNotIn(answer, (0, None), command)

    def test_no_open_file_of_the_emulator_is_handed_down(self) -> None:
        self.attacker()
        links = self.told(
            "const fs = require('fs'); return fs.readdirSync('/proc/self/fd')"
            ".map((fd) => [Number(fd), attempt(() => fs.readlinkSync(`/proc/self/fd/${fd}`))])"
        )
        targets = {fd: target for fd, target in links if target != "ENOENT"}
        self.assertTrue(targets[0].startswith("pipe:"))
        self.assertEqual(targets[1], targets[2])
        own = ("pipe:", "anon_inode:", "/dev/null", "/proc/", targets[1])
        self.assertEqual([target for target in targets.values() if not target.startswith(own)], [])

    def test_variables_are_exactly_those_of_lambda_and_of_the_function(self) -> None:
        odd = {"QUOTED": "a'b\"c $(touch /tmp/x) `id`\n\\ ", "BASH_ENV": "/var/task/x", "PATH": "/nowhere"}
        odd.update({"ENV": "/var/task/x", "IFS": "e", "UID": "7", "SHELLOPTS": "xtrace", "EMULATOR_RUNNER_": "x"})
        early = {"NODE_OPTIONS": "--stack-trace-limit=7", "LD_PRELOAD": "/no.so"}
        self.attacker(Environment={"Variables": {**odd, **early}})
        found = self.told("return process.env")
        self.assertEqual({name: found[name] for name in odd}, odd)
        self.assertEqual(self.told("return Error.stackTraceLimit"), 7)
        expected = {
            *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"),
            *("AWS_ENDPOINT_URL", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME"),
            *("AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_FORMAT", "LANG", "TZ"),
            *("AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_LEVEL", "AWS_LAMBDA_LOG_STREAM_NAME", "LAMBDA_TASK_ROOT"),
            *("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "_HANDLER", "_X_AMZN_TRACE_ID", *odd, *early),
            *("LAMBDA_RUNTIME_DIR", "LD_LIBRARY_PATH", "NODE_PATH"),
        }
        self.assertEqual(set(found), expected)

    def test_it_lies_where_it_lies_on_lambda(self) -> None:
        self.attacker()
        self.assertEqual(self.told("return [process.cwd(), process.env.LAMBDA_TASK_ROOT]"), ["/var/task"] * 2)
        self.assertEqual(self.told("return require.resolve('./index.js')"), "/var/task/index.js")
        self.assertEqual(self.told("return require('os').homedir()"), "/home/sbx_user1051")


class AnotherUser(unittest.TestCase):
    def test_the_sandbox_holds_for_an_unprivileged_user_too(self) -> None:
        """Runs the tests above as `nobody`; who is not root has just run them unprivileged."""
        with tempfile.TemporaryDirectory() as state:
            settings.use(settings.Settings("http://localhost:1", Path(state), None, "secret"))
            need_namespaces(self)
        command = [sys.executable, "-m", "unittest", "test_lambda_sandbox.Sandboxed"]
        variables = {**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"}
        if os.geteuid() == 0:
            temporary = tempfile.mkdtemp()
            self.addCleanup(shutil.rmtree, temporary)
            os.chmod(temporary, 0o777)
            variables.update({"TMPDIR": temporary, "HOME": "/nonexistent"})
            command = _as_nobody(command)
        options = {"cwd": "/", "env": variables, "stdin": subprocess.DEVNULL}
        done = subprocess.run(command, **options, capture_output=True, text=True)
        self.assertIn("functions run in a sandbox of Linux namespaces", done.stderr)
        self.assertRegex(done.stderr, r"(?m)^Ran \d\d? tests", done.stderr)
        self.assertRegex(done.stderr, r"(?m)^OK$", done.stderr)


def _as_nobody(command: list[str]) -> list[str]:
    """Where Python or this repository lie in a closed directory, as root's home is, an open one with only them covers it."""
    wanted = sorted({Path(sys.base_prefix), Path(sys.prefix), TESTS.parents[1]})
    closed = [parent for path in wanted for parent in path.parents if not parent.stat().st_mode & 0o001]
    tops = [path for path in closed if not set(path.parents) & set(closed)]
    kept = {path: f"/run/{number}" for number, path in enumerate(wanted) if set(path.parents) & set(tops)}
    script = [
        *("set -e", "mount -t tmpfs tmpfs /run"),
        *(f"mkdir {place} && mount --rbind '{path}' {place}" for path, place in kept.items()),
        *(f"mount -t tmpfs -o mode=755 tmpfs '{path}'" for path in sorted(set(tops))),
        *(f"mkdir -p '{path}' && mount --rbind {place} '{path}'" for path, place in kept.items()),
        f'exec setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups "$@"',
    ]
    return ["unshare", "--mount", "sh", "-c", "\n".join(script), "sh", *command]


def _running(mark: str) -> bool:
    """Whether a process of this machine has that word on its command line."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in file.read_bytes().split(b"\0"):
                return True
        except (FileNotFoundError, ProcessLookupError):
            continue
    return False


del AttackerCase

if __name__ == "__main__":
    unittest.main()
