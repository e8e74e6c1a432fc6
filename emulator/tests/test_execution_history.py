"""What a kept emulator writes down of executions, and what the next one reads."""

import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from moto.codepipeline.models import codepipeline_backends
from pipeline_case import NAME
from service_case import ACCOUNT, REGION
from verb_case import ONE, TWO, VerbCase

from delivery_emulator import journal, settings
from delivery_emulator.services import codepipeline_history

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ENDED = "the emulator in which it ran was ended"


class TestHistory(VerbCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(settings.use, settings.current())
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file, self.kept = Path(directory.name, "executions.jsonl"), Path(directory.name, "kept.json")
        self.kept.touch()
        settings.use(dataclasses.replace(settings.current(), kept_by=self.kept, history=self.file))

    def next_emulator(self) -> None:
        """Forgets what only memory has."""
        pipeline = codepipeline_backends[ACCOUNT][REGION].pipelines[NAME]
        for name in ("executions", "transitions", "gone"):
            pipeline.__dict__.pop(name, None)
        codepipeline_history._unread.clear()

    def executions(self) -> list[tuple[str, str, str | None]]:
        listed = self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
        return [(each["pipelineExecutionId"], each["status"], each.get("statusSummary")) for each in listed]

    def rejected(self) -> str:
        token = self.ask(ONE)
        self.answer(token, "Rejected", "not on a Friday")
        self.approval(ONE, "Failed", "not on a Friday")
        self.note(ONE, "Failed", stageName="prod")
        self.note(ONE, "Failed")
        return token

    def said(self, what: str) -> bool:
        return any(what in doubt and str(self.file) in doubt for doubt in journal.doubts())

    def test_comes_back_with_who_answered_and_what_ran_then_is_abandoned(self) -> None:
        answered, open_token = self.rejected(), self.ask(TWO)
        before = self.pipelines.list_action_executions(pipelineName=NAME, filter={"pipelineExecutionId": ONE})["actionExecutionDetails"]
        for _ in range(2):
            self.next_emulator()
            self.assertEqual(self.executions(), [(TWO, "Stopped", ENDED), (ONE, "Failed", None)])
            of_one = self.pipelines.list_action_executions(pipelineName=NAME, filter={"pipelineExecutionId": ONE})
            self.assertEqual(of_one["actionExecutionDetails"], before)
            self.assertEqual((before[0]["updatedBy"], before[0]["status"]), (ROOT, "Failed"))
            state = self.stage_state()
            self.assertEqual(state["latestExecution"], {"pipelineExecutionId": TWO, "status": "Stopped"})
            latest = state["actionStates"][0]["latestExecution"]
            self.assertEqual((latest["status"], latest["summary"], latest.get("token")), ("Abandoned", ENDED, None))
            self.no("InvalidApprovalTokenException", self.answer, open_token)
        self.assertNotIn(open_token, self.file.read_text())
        self.assertNotIn(answered, self.file.read_text())
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    def test_an_answer_is_written_with_when_and_the_comment(self) -> None:
        self.rejected()
        (answer,) = [each["answer"] for each in map(json.loads, self.file.read_text().splitlines()) if "answer" in each]
        self.assertRegex(answer.pop("time"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        identified = {"pipelineExecutionId": ONE, "actionExecutionId": f"{ONE}-approve"}
        self.assertEqual(answer, {**identified, "updatedBy": ROOT, "status": "Rejected", "summary": "not on a Friday"})

    def test_a_torn_last_line_is_left_out_and_said_and_the_next_one_is_whole(self) -> None:
        self.rejected()
        with self.file.open("a") as file:
            file.write('{"pipeline": "arn:')
        self.next_emulator()
        self.assertEqual(self.executions(), [(ONE, "Failed", None)])
        self.assertTrue(self.said("is torn"))
        self.note(TWO, "Succeeded")
        self.next_emulator()
        self.assertEqual(self.executions(), [(TWO, "Succeeded", None), (ONE, "Failed", None)])
        self.assertEqual([line for line in self.file.read_text().splitlines() if not json.loads(line)], [])

    def test_what_makes_no_sense_is_left_out_and_said(self) -> None:
        self.rejected()
        arn = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{NAME}"
        with self.file.open("a") as file:
            file.write(f'nonsense\n[]\n{json.dumps({"pipeline": arn, "note": {}})}\n')
        self.next_emulator()
        self.assertEqual(self.executions(), [(ONE, "Failed", None)])
        self.assertTrue(self.said("is no entry of a history"))
        self.assertTrue(self.said("makes no sense"))

    def test_an_emulator_that_is_not_kept_writes_and_reads_nothing(self) -> None:
        self.rejected()
        self.kept.unlink()
        size = self.file.stat().st_size
        self.note(TWO, "Succeeded")
        self.assertEqual(self.file.stat().st_size, size)
        self.next_emulator()
        self.assertEqual(self.executions(), [])

    def test_goes_with_its_pipeline(self) -> None:
        self.rejected()
        definition = self.pipelines.get_pipeline(name=NAME)["pipeline"]
        self.pipelines.delete_pipeline(name=NAME)
        self.pipelines.create_pipeline(pipeline=definition)
        self.assertEqual(self.executions(), [])
        self.next_emulator()
        self.assertEqual(self.executions(), [])

    def test_fails_a_link_and_a_full_disk_and_leaves_no_half_of_a_line(self) -> None:
        self.note(ONE, "Succeeded")
        written, whole = self.file.read_bytes(), os.write

        def half(descriptor: int, line: bytes) -> Any:
            return whole(descriptor, line[:10])

        with patch.object(codepipeline_history.os, "write", half), self.assertRaises(ClientError):
            self.note(TWO, "Succeeded")
        self.assertEqual(self.file.read_bytes(), written)
        elsewhere = self.file.with_name("elsewhere")
        self.file.rename(elsewhere)
        self.file.symlink_to(elsewhere)
        with self.assertRaises(ClientError):
            self.note(TWO, "Succeeded")
        self.assertEqual(elsewhere.read_bytes(), written)
