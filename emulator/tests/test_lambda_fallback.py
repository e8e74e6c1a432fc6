import contextlib
import io
import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

from attacker import AttackerCase
from lambda_case import zipped
from service_case import ACCOUNT, NODE_MODULES

from delivery_emulator import settings
from delivery_emulator.services.lambda_runner.sandbox import choice
from delivery_emulator.services.lambda_runner.sandbox.node import node

REFUSED = "unshare: unshare failed: Operation not permitted"
OLD_NODE = '{ "executable": "%s", "version": "v18.0.0", "flags": [] }'


class WithoutNamespaces(AttackerCase):
    """A machine whose `unshare` is refused, as in most containers; macOS has none at all."""

    programs: ClassVar[dict[str, str]] = {"unshare": f"echo '{REFUSED}' >&2; exit 1"}
    log: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        directory = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, directory)
        for name, text in cls.programs.items():
            (directory / name).write_text(f"#!/bin/sh\n{text}\n")
            (directory / name).chmod(0o755)
        path = patch.dict(os.environ, {"PATH": f"{directory}:{os.environ['PATH']}"})
        path.start()
        cls.addClassCleanup(path.stop)
        log = io.StringIO()
        with contextlib.redirect_stderr(log):
            choice.confinement()
        cls.log = log.getvalue()


class NodesPermissionModel(WithoutNamespaces):
    def test_the_log_and_the_description_say_what_is_used_and_why(self) -> None:
        self.assertIn("functions run under node's permission model", self.log)
        self.assertIn(REFUSED, self.log)
        self.assertEqual(self.log.strip(), choice.description())

    def test_files_of_the_user_cannot_be_read(self) -> None:
        self.attacker()
        self.function("exports.handler = async () => 'other'", "other")
        self.invoke("other")
        own = self.told("return require.resolve('./index.js')")
        state = Path(self.state.name)
        (state / "requests.log").write_text("x")
        others = [str(path) for path in state.glob("lambda/*/task/index.js")]
        paths = [str(state / "requests.log"), __file__, f"/proc/{os.getpid()}/environ", "/etc/passwd", *others]
        found = self.attempts("readFileSync(path, 'utf8')", paths)
        self.assertEqual(found.pop(own, "").count("exports.handler"), 1)
        self.assertEqual(set(found.values()), {"ERR_ACCESS_DENIED"}, found)
        # Not "/": node 20 lets a folder be listed at whose name two grants part ways.
        folders = [str(Path.home()), str(state), str(NODE_MODULES)]
        entered = self.attempts("readdirSync(path)", folders)
        self.assertEqual({json.dumps(answer) for answer in entered.values()}, {'"ERR_ACCESS_DENIED"'}, entered)

    def test_only_a_private_directory_can_be_written_and_it_goes_with_the_process(self) -> None:
        self.attacker()
        root = self.told("return process.env.LAMBDA_TASK_ROOT")
        outside = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, outside)
        paths = [f"{root}/x", f"{self.state.name}/x", f"{outside}/x"]
        self.assertEqual(set(self.attempts("writeFileSync(path, 'x')", paths).values()), {"ERR_ACCESS_DENIED"})
        mine = self.told("return require('os').tmpdir()")
        self.assertEqual(self.attempts("writeFileSync(path, 'x')", [f"{mine}/x"]), {f"{mine}/x": "done"})
        self.assertTrue(Path(mine, "x").is_file())
        self.awslambda.update_function_configuration(FunctionName="attacker", MemorySize=256)
        self.assertNotEqual(self.told("return require('os').tmpdir()"), mine)
        self.assertFalse(Path(mine).exists())

    def test_neither_detours_nor_links_lead_out(self) -> None:
        self.attacker()
        scratch = self.told("return require('os').tmpdir()")
        detours = [f"{scratch}/../../../requests.log", f"/proc/self/root{__file__}", f"/proc/self/cwd/../../../{__file__}"]
        (Path(self.state.name) / "requests.log").write_text("x")
        for call in ("readFileSync(path)", "readFileSync(Buffer.from(path))", f"symlinkSync(path, '{scratch}/link')"):
            self.assertEqual(set(self.attempts(call, [*detours, __file__]).values()), {"ERR_ACCESS_DENIED"}, call)

    def test_no_process_and_no_thread_can_be_started(self) -> None:
        self.attacker()
        process = "require('child_process').spawnSync('true')"
        thread = "new (require('worker_threads').Worker)('1', { eval: true })"
        for call in (process, thread):
            self.assertEqual(self.told(f"return attempt(() => {call})"), "ERR_ACCESS_DENIED")

    def test_no_variable_of_the_function_opens_the_fence(self) -> None:
        options = "--allow-fs-read=* --allow-child-process"
        opening = {"NODE_OPTIONS": options, "LD_PRELOAD": "/no.so", "PATH": "/nowhere"}
        self.attacker(Environment={"Variables": opening})
        self.assertEqual(self.attempts("readFileSync(path)", [__file__]), {__file__: "ERR_ACCESS_DENIED"})
        self.assertEqual(self.told("return [process.env.NODE_OPTIONS, process.env.PATH]"), [options, "/nowhere"])

    def test_functions_of_python_run_unconfined_with_the_sdk_and_layers_and_it_is_said(self) -> None:
        self.assertIn("functions of Python run unconfined", self.log)
        content = {"ZipFile": zipped({"python/own.py": "", "nodejs/node_modules/own/index.js": ""})}
        arn = self.awslambda.publish_layer_version(LayerName="own", Content=content)["LayerVersionArn"]
        self.addCleanup(self.awslambda.delete_layer_version, LayerName="own", VersionNumber=1)
        code = "import boto3, os, own, tempfile\ndef handler(event, context):\n    return [os.path.exists(event), tempfile.gettempdir()]"
        name = self.function({"index.py": code}, "python", Runtime="python3.12", Layers=[arn])
        seen, scratch = self.invoke(name, __file__)[0]
        self.assertTrue(seen)
        self.assertTrue(scratch.startswith(str(Path(self.state.name).resolve())), scratch)
        self.function({"index.py": "import moto"}, "more", Runtime="python3.12")
        self.assertIn("No module named 'moto'", self.invoke("more")[0]["errorMessage"])
        self.function("require('own'); exports.handler = async () => 1", "node", Layers=[arn])
        self.assertEqual(self.invoke("node")[0], 1)

    def test_functions_work(self) -> None:
        body = "async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn"
        names = "{ STSClient, GetCallerIdentityCommand }"
        for name, text in {
            "index.js": f"const {names} = require('@aws-sdk/client-sts'); exports.handler = ",
            "index.mjs": f"import {names} from '@aws-sdk/client-sts'; export const handler = ",
        }.items():
            function = self.function({name: text + body}, name.replace(".", "-"))
            self.assertEqual(self.invoke(function)[0], f"arn:aws:sts::{ACCOUNT}:assumed-role/fn/{function}")


class NothingAtAll(WithoutNamespaces):
    programs: ClassVar[dict[str, str]] = {
        **WithoutNamespaces.programs,
        "node": f"echo '{OLD_NODE % node().executable}'",
    }

    def test_functions_run_and_it_is_said_that_nothing_holds_them_and_why(self) -> None:
        self.attacker()
        self.assertEqual(self.told("return require('fs').existsSync('/')"), True)
        self.assertIn("functions run unconfined: they can read, write and start whatever you can", self.log)
        self.assertIn(f"{REFUSED}; node v18.0.0 has no permission model", self.log)


class NoNode(unittest.TestCase):
    def test_a_machine_without_node_is_described_as_one_where_functions_cannot_run(self) -> None:
        with tempfile.TemporaryDirectory() as empty, patch.dict(os.environ, {"PATH": empty}):
            settings.use(settings.Settings("http://localhost:1", Path(empty), None, "secret"))
            self.assertEqual(
                choice.description(),
                "functions cannot run: node is not on the PATH: Lambda functions need Node.js 20 or newer",
            )


del AttackerCase, WithoutNamespaces

if __name__ == "__main__":
    unittest.main()
