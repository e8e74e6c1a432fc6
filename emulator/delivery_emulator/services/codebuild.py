"""CodeBuild: projects and report groups, kept whole. Builds are run by the rehearsal, not here."""

import json
import threading
import time
from typing import Any

from moto.codebuild import urls
from moto.codebuild.exceptions import InvalidInputException, ResourceAlreadyExistsException, ResourceNotFoundException
from moto.core.responses import BaseResponse

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.role_trust import why_not_assumed
from delivery_emulator.services.codepipeline_api import check_root

_DEFAULTS: dict[str, Any] = {
    "badge": {"badgeEnabled": False},
    "cache": {"type": "NO_CACHE"},
    "projectVisibility": "PRIVATE",
    "queuedTimeoutInMinutes": 480,
    "secondaryArtifacts": [],
    "secondarySources": [],
    "secondarySourceVersions": [],
    "tags": [],
    "timeoutInMinutes": 60,
}
_projects: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
_builds: dict[tuple[str, str], dict[str, int]] = {}
"""How many builds there were of each project, also of one that was deleted and made again."""
_report_groups: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
_counting = threading.Lock()


class BuildApi:
    """Mixed into the CodePipeline service, which takes the calls of those who run executions."""

    def emulator_count_build(self: Any) -> str:
        """`EmulatorCountBuild` is no call of AWS: there CodeBuild runs builds and numbers them, here somebody else runs them."""
        check_root()
        name = json.loads(self.body)["projectName"]
        here = (self.current_account, self.region)
        if name not in _projects.get(here, {}):
            raise ResourceNotFoundException(f"Project cannot be found: {name}")
        with _counting:
            counted = _builds.setdefault(here, {})
            counted[name] = counted.get(name, 0) + 1
            return json.dumps({"buildNumber": counted[name]})


class CodeBuildService(BaseResponse):
    """Every field that is given is kept and returned; an operation that is missing answers as not implemented."""

    def __init__(self) -> None:
        super().__init__(service_name="codebuild")

    def create_project(self) -> str:
        given = self._request()
        if given["name"] in self._here(_projects):
            raise ResourceAlreadyExistsException(f"Project already exists: {self._arn('project', given['name'])}")
        self._check(given)
        now = time.time()
        project = {**_DEFAULTS, "encryptionKey": self._default_key(), **_whole(given), "created": now}
        project.update(arn=self._arn("project", given["name"]), lastModified=now)
        self._here(_projects)[given["name"]] = project
        return json.dumps({"project": project})

    def update_project(self) -> str:
        given = self._request()
        project = self._project(given["name"])
        changed = {**project, **_whole(given), "lastModified": time.time()}
        self._check(changed)
        self._here(_projects)[given["name"]] = changed
        return json.dumps({"project": changed})

    def batch_get_projects(self) -> str:
        names = [name.rsplit("/", 1)[-1] for name in self._get_param("names")]
        known = self._here(_projects)
        found = [known[name] for name in names if name in known]
        return json.dumps({"projects": found, "projectsNotFound": [name for name in names if name not in known]})

    def list_projects(self) -> str:
        return json.dumps({"projects": sorted(self._here(_projects))})

    def delete_project(self) -> str:
        self._here(_projects).pop(self._get_param("name").rsplit("/", 1)[-1], None)
        return "{}"

    def create_report_group(self) -> str:
        given = self._request()
        arn = self._arn("report-group", given["name"])
        if arn in self._here(_report_groups):
            raise ResourceAlreadyExistsException(f"Report group already exists: {arn}")
        now = time.time()
        group = {"tags": [], **given, "arn": arn, "status": "ACTIVE", "created": now, "lastModified": now}
        self._here(_report_groups)[arn] = group
        return json.dumps({"reportGroup": group})

    def update_report_group(self) -> str:
        arn = self._get_param("arn")
        if arn not in self._here(_report_groups):
            raise ResourceNotFoundException(f"Report group {arn} does not exist")
        group = {**self._here(_report_groups)[arn], **self._request(), "lastModified": time.time()}
        self._here(_report_groups)[arn] = group
        return json.dumps({"reportGroup": group})

    def batch_get_report_groups(self) -> str:
        arns, known = self._get_param("reportGroupArns"), self._here(_report_groups)
        found = [known[arn] for arn in arns if arn in known]
        return json.dumps({"reportGroups": found, "reportGroupsNotFound": [arn for arn in arns if arn not in known]})

    def list_report_groups(self) -> str:
        return json.dumps({"reportGroups": sorted(self._here(_report_groups))})

    def delete_report_group(self) -> str:
        self._here(_report_groups).pop(self._get_param("arn"), None)
        return "{}"

    def _request(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def _here(self, everywhere: dict[tuple[str, str], dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
        return everywhere.setdefault((self.current_account, self.region), {})

    def _project(self, name: str) -> dict[str, Any]:
        if name not in self._here(_projects):
            raise ResourceNotFoundException(f"Project cannot be found: {self._arn('project', name)}")
        return self._here(_projects)[name]

    def _arn(self, kind: str, name: str) -> str:
        return f"arn:{self.partition}:codebuild:{self.region}:{self.current_account}:{kind}/{name}"

    def _default_key(self) -> str:
        return f"arn:{self.partition}:kms:{self.region}:{self.current_account}:alias/aws/s3"

    def _check(self, project: dict[str, Any]) -> None:
        role = project["serviceRole"]
        if role.split(":")[4:5] != [self.current_account]:
            raise InvalidInputException(
                "Invalid service role: Service role account ID does not match caller's account"
            )
        on = OnBehalfOf(self.current_account, self.region, self._arn("project", project["name"]))
        if why_not_assumed("build-assumes-role", role, on):
            raise InvalidInputException(f"CodeBuild is not authorized to perform: sts:AssumeRole on {role}")


def _whole(given: dict[str, Any]) -> dict[str, Any]:
    """A project as it is described: `badgeEnabled` of the request is `badge` there."""
    project = {key: value for key, value in given.items() if key != "badgeEnabled"}
    return {**project, "badge": {"badgeEnabled": given["badgeEnabled"]}} if "badgeEnabled" in given else project


def install() -> None:
    """Put this in moto's place."""
    urls.url_paths["{0}/$"] = CodeBuildService.dispatch
