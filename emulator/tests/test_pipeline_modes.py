"""Who enters a stage, who waits, and who is superseded.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

import threading
import uuid
from typing import Any
from unittest.mock import patch

from pipeline_case import NAME
from verb_case import VerbCase

from delivery_emulator.services import codepipeline_orders

ONE, TWO, THREE = (str(uuid.uuid4()) for _ in range(3))


class ModeCase(VerbCase):
    mode = "SUPERSEDED"

    def setUp(self) -> None:
        super().setUp()
        self.become(executionMode=self.mode, pipelineType="V2")
        for execution in (ONE, TWO, THREE):
            self.note(execution, "InProgress")
            # Whoever runs it listens.
            self.orders(execution)

    def become(self, **more: Any) -> None:
        definition = self.pipelines.get_pipeline(name=NAME)["pipeline"]
        self.pipelines.update_pipeline(pipeline={**definition, **more})

    def enter(self, execution: str, seconds: float = 0) -> str:
        asked = {"pipelineExecutionId": execution, "stageName": "prod", "seconds": seconds}
        return str(self.emulator("EmulatorEnterStage", **asked)["entry"])

    def leave(self, execution: str, status: str = "Succeeded") -> None:
        self.note(execution, status, stageName="prod")


class TestSuperseded(ModeCase):
    def test_locks_a_stage_and_lets_in_the_newest_of_those_that_wait(self) -> None:
        self.assertEqual(self.enter(ONE), "entered")
        self.assertEqual(self.enter(TWO), "waiting")
        self.assertEqual(self.enter(THREE), "waiting")
        self.assertEqual(self.enter(TWO), "superseded")
        self.leave(ONE)
        self.assertEqual(self.enter(THREE), "entered")

    def test_supersedes_also_who_comes_late(self) -> None:
        self.enter(ONE)
        self.enter(THREE)
        self.assertEqual(self.enter(TWO), "superseded")

    def test_tells_whoever_waits_as_soon_as_there_is_something(self) -> None:
        self.enter(ONE)
        told: list[str] = []
        waiting = threading.Thread(target=lambda: told.append(self.enter(TWO, 10)))
        waiting.start()
        while not self.stage_state().get("inboundExecutions"):
            pass
        self.leave(ONE)
        waiting.join(5)
        self.assertEqual(told, ["entered"])

    def test_leaves_an_approval_alone_until_it_is_answered(self) -> None:
        """Executions are superseded between stages only: one that asks is in its stage."""
        self.enter(ONE)
        token = self.ask(ONE)
        self.assertEqual(self.enter(TWO), "waiting")
        self.answer(token)
        self.leave(ONE)
        self.assertEqual(self.enter(TWO), "entered")
        self.no("ApprovalAlreadyCompletedException", self.answer, token)

    def test_waits_at_a_disabled_transition_and_is_superseded_there(self) -> None:
        far = {"pipelineName": NAME, "stageName": "prod", "transitionType": "Inbound"}
        self.pipelines.disable_stage_transition(**far, reason="freeze")
        self.assertEqual([self.enter(ONE), self.enter(TWO), self.enter(ONE)], ["waiting", "waiting", "superseded"])
        asked = {"pipelineExecutionId": TWO, "stageName": "prod", "seconds": 0}
        self.assertEqual(self.emulator("EmulatorEnterStage", **asked), {"entry": "waiting", "disabledReason": "freeze"})
        self.pipelines.enable_stage_transition(**far)
        self.assertEqual(self.enter(TWO), "entered")

    def test_lets_a_stop_in_front_of_a_stage_through(self) -> None:
        self.enter(ONE)
        self.assertEqual(self.enter(TWO), "waiting")
        self.pipelines.stop_pipeline_execution(pipelineName=NAME, pipelineExecutionId=TWO, abandon=False)
        self.assertEqual(self.enter(TWO), "stopping")
        self.assertNotIn("inboundExecutions", self.stage_state())

    def test_holds_no_stage_for_who_is_gone(self) -> None:
        self.enter(ONE)
        with patch.object(codepipeline_orders, "_BETWEEN", 0):
            self.assertEqual(self.enter(TWO), "entered")

    def test_shows_who_waits(self) -> None:
        self.enter(ONE)
        self.enter(TWO)
        self.assertEqual(self.stage_state()["inboundExecution"], {"pipelineExecutionId": TWO, "status": "InProgress"})


class TestQueued(ModeCase):
    mode = "QUEUED"

    def test_lets_everybody_in_in_the_order_in_which_they_came(self) -> None:
        self.assertEqual([self.enter(ONE), self.enter(THREE), self.enter(TWO)], ["entered", "waiting", "waiting"])
        inbound = [each["pipelineExecutionId"] for each in self.stage_state()["inboundExecutions"]]
        self.assertEqual(inbound, [THREE, TWO])
        self.leave(ONE, "Failed")
        self.assertEqual([self.enter(TWO), self.enter(THREE), self.enter(TWO)], ["waiting", "entered", "waiting"])
        self.leave(THREE)
        self.assertEqual(self.enter(TWO), "entered")


class TestParallel(ModeCase):
    mode = "PARALLEL"

    def test_lets_everybody_in_at_once(self) -> None:
        self.assertEqual([self.enter(each) for each in (ONE, TWO, THREE)], ["entered"] * 3)

    def test_shows_the_token_of_an_approval_with_the_action_alone(self) -> None:
        tokens = {each: self.ask(each) for each in (ONE, TWO)}
        self.assertNotIn("token", self.stage_state()["actionStates"][0]["latestExecution"])
        for execution, token in tokens.items():
            (action,) = self.pipelines.list_action_executions(pipelineName=NAME, filter={"pipelineExecutionId": execution})["actionExecutionDetails"]
            self.assertEqual(action["output"]["executionResult"]["externalExecutionId"], token)
            self.answer(token)

    def test_is_told_of_every_execution(self) -> None:
        found = self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
        self.assertEqual({each["executionMode"] for each in found}, {"PARALLEL"})


class TestDefinitions(ModeCase):
    def refused(self, **more: Any) -> str:
        return self.no("InvalidStructureException", lambda: self.become(**more))

    def test_of_type_v1_have_no_mode_no_triggers_and_no_variables(self) -> None:
        self.assertIn("QUEUED", self.refused(pipelineType="V1", executionMode="QUEUED"))
        self.assertIn("variables", self.refused(pipelineType="V1", variables=[{"name": "n"}]))

    def test_have_triggers_of_connections_once_and_without_tags_beside_branches(self) -> None:
        connection = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}
        stages = self.pipelines.get_pipeline(name=NAME)["pipeline"]["stages"]
        stages[0]["actions"].append({"name": "Git", "actionTypeId": connection})

        def trigger(source: str = "Git", **push: Any) -> dict[str, Any]:
            return {"providerType": "CodeStarSourceConnection", "gitConfiguration": {"sourceActionName": source, "push": [push]}}

        patterns = {"includes": ["*"]}
        self.assertIn("S3", self.refused(stages=stages, triggers=[trigger("S3", branches=patterns)]))
        self.assertIn("one trigger", self.refused(stages=stages, triggers=[trigger(branches=patterns)] * 2))
        self.assertIn("tags", self.refused(stages=stages, triggers=[trigger(branches=patterns, tags=patterns)]))
        self.assertIn("V1", self.refused(stages=stages, triggers=[trigger(branches=patterns)], pipelineType="V1"))
        self.become(stages=stages, triggers=[trigger(branches=patterns, filePaths=patterns)])
