"""The repository in miniature, examples/ci: its workflow's commands run as they stand, and what happens to it in life.

Every command runs in a scratch git repository with a remote, as a CI system would run it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import screen

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "ci"
DAY = "2026-11-28"
GLOCOM = "V-1021,Glocom Sdn Bhd,Malaysia,Kuala Lumpur,,,Radio equipment,2026-11-20\n"

pytestmark = pytest.mark.skipif(
    not shutil.which("bash") or not shutil.which("git"), reason="needs bash and git, which are not here"
)


class Repository:
    """A clone of the example with a remote, and the environment of a CI job in it."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder / "clone"
        shutil.copytree(EXAMPLE, self.folder)
        self.environment = {
            **os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DPRK_SCREEN_AS_OF": DAY, "DPRK_SCREEN_DATA_DIR": str(data_dir), "GIT_CONFIG_GLOBAL": os.devnull,
            "GITHUB_BASE_REF": "main", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **dict.fromkeys(("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"), ""),
        }  # fmt: skip
        remote = folder / "origin.git"
        self.git("init", "-q", "-b", "main")
        for name, value in (
            ("user.name", "A. Kim"),
            ("user.email", "a.kim@example.org"),
            ("commit.gpgsign", "false"),
        ):
            self.git("config", name, value)
        self.commit("the vendors we have")
        self.git("init", "-q", "--bare", str(remote))
        self.git("remote", "add", "origin", str(remote))
        self.git("push", "-q", "origin", "main")

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self, subject: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", subject)

    def bash(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.folder,
            env={**self.environment, **more}, capture_output=True, text=True, encoding="utf-8", check=False, timeout=1200,
        )  # fmt: skip

    def check(self, more: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return self.bash(f"dprk-screen check vendors.csv {more}", **environment)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def add_vendor(self, line: str = GLOCOM) -> None:
        self.write("vendors.csv", self.text("vendors.csv") + line)


@pytest.fixture
def repository(tmp_path, data_dir):
    return Repository(tmp_path, data_dir)


def workflow():
    return yaml.safe_load((EXAMPLE / ".github/workflows/vendors.yml").read_text(encoding="utf-8"))


def steps(event):
    """Return the commands of the workflow that an event runs."""
    holds = {"": True, "github.event_name == 'pull_request'": event == "pull_request",
             "github.event_name != 'pull_request'": event != "pull_request"}  # fmt: skip
    return [one["run"] for one in workflow()["jobs"]["screen"]["steps"] if "run" in one and holds[one.get("if", "")]]


# As it stands


@pytest.mark.parametrize("event", ["pull_request", "push", "schedule"])
def test_the_workflows_commands_pass_as_they_stand(event, repository, tmp_path):
    summary = tmp_path / "summary.md"
    for command in steps(event):
        done = repository.bash(command, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert "Passed: no party fails the run at medium or above." in done.stderr
    assert "Suppressed by decision: 1" in summary.read_text(encoding="utf-8")
    for name in ("vendors.screened.xlsx", "vendors.sarif", "vendors.junit.xml", "vendors.gitlab.json"):
        assert (repository.folder / name).exists()
    assert repository.git("status", "--porcelain") == "", "what a run writes is ignored"


def test_the_gitlab_jobs_script_passes_as_it_stands(repository):
    job = yaml.safe_load((EXAMPLE / ".gitlab-ci.yml").read_text(encoding="utf-8"))["vendors"]
    for branch in ("", "main"):
        for command in (*job["before_script"], *job["script"]):
            done = repository.bash(command, CI_MERGE_REQUEST_TARGET_BRANCH_NAME=branch)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
    reports = job["artifacts"]["reports"]
    assert all((repository.folder / name).exists() for name in reports.values())


def test_what_others_made_is_pinned():
    for path in (EXAMPLE / ".github/workflows/vendors.yml", ROOT / "action.yml"):
        used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
        assert used
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used), used
    for path in (EXAMPLE / ".github/workflows/vendors.yml", EXAMPLE / ".gitlab-ci.yml"):
        assert f"dprk-screen=={screen.__version__}" in path.read_text(encoding="utf-8")
    assert f"rev: v{screen.__version__}" in (EXAMPLE / ".pre-commit-config.yaml").read_text(encoding="utf-8")


# What happens in life


def test_a_new_vendor_that_is_a_possible_match_fails_the_change(repository, tmp_path):
    repository.git("switch", "-q", "-c", "new-vendor")
    repository.add_vendor()
    repository.commit("add a vendor")
    done = repository.bash(steps("pull_request")[-1], GITHUB_ACTIONS="true")
    assert done.returncode == 1, done.stderr
    assert re.search(
        r"^::error title=V-1021%3A medium,file=vendors\.csv,line=22::Possible match", done.stdout, re.MULTILINE
    )
    assert "Glocom" not in done.stdout + done.stderr, "no name in the log"
    result = json.loads(repository.text("vendors.sarif"))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "vendors.csv"


def test_nobody_waves_a_vendor_through_in_the_change_that_adds_it(repository):
    repository.git("switch", "-q", "-c", "new-vendor")
    repository.add_vendor()
    failed = repository.check()
    alert = re.search(r"Alerts: ([0-9a-f]{10})", failed.stderr)[1]
    decided = repository.bash(
        f"dprk-screen review decide vendors.screened.xlsx {alert} --as false_positive --reviewer 'A. Kim' "
        "--reason 'identifier differs' --decisions vendors.decisions.jsonl"
    )
    assert decided.returncode == 0, decided.stderr
    assert repository.check().returncode == 0, "the decision counts where it is"
    done = repository.bash(steps("pull_request")[-1])
    assert done.returncode == 1, done.stderr
    assert "1 decision of this change does not count until it is in origin/main" in done.stderr
    repository.commit("decide on it")
    repository.git("push", "-q", "origin", "HEAD:main")
    repository.git("fetch", "-q", "origin")
    assert repository.bash(steps("pull_request")[-1]).returncode == 0, "it counts when it is in the target branch"


@pytest.mark.parametrize(
    ("day", "code", "message"),
    [
        ("2027-11-15", 0, "Warning: 1 decision ends within 14 days: V-1007"),
        ("2027-11-25", 1, "V-1007: medium"),
    ],
)
def test_a_decision_warns_before_it_ends_and_then_the_alert_is_back(day, code, message, repository):
    done = repository.check("--max-shipped-age 999d", DPRK_SCREEN_AS_OF=day)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr


def test_a_list_that_is_too_old_is_never_green(repository):
    done = repository.check(DPRK_SCREEN_AS_OF="2027-11-15")
    assert done.returncode == 3
    assert "--max-shipped-age allows 400 days" in done.stderr
    assert not (repository.folder / "vendors.sarif").exists()


def test_stored_lists_that_are_not_there_are_never_green(repository, tmp_path):
    done = repository.check("--max-list-age 7d", DPRK_SCREEN_DATA_DIR=str(tmp_path / "empty"))
    assert (done.returncode, "there is none" in done.stderr) == (3, True)


def test_sorted_rows_and_moved_columns_change_nothing(repository):
    repository.check()
    before = json.loads(repository.text("vendors.sarif"))["runs"][0]["results"]
    head, *rows = repository.text("vendors.csv").splitlines()
    turned = [",".join(reversed(line.split(","))) for line in (head, *reversed(rows))]
    repository.write("vendors.csv", "\n".join(turned) + "\n")
    done = repository.check()
    assert done.returncode == 0, done.stderr
    after = json.loads(repository.text("vendors.sarif"))["runs"][0]["results"]
    assert [one["partialFingerprints"] for one in after] == [one["partialFingerprints"] for one in before]


def test_a_renamed_column_is_an_error_that_says_where(repository):
    repository.write("vendors.csv", repository.text("vendors.csv").replace("Vendor Name", "Company"))
    done = repository.check()
    assert done.returncode == 2
    assert "no column “Vendor Name”" in done.stderr


def test_a_known_alert_passes_only_where_only_what_is_new_counts(repository):
    repository.add_vendor()
    assert repository.check("-o last.json").returncode == 1
    assert repository.check("-o now.json").returncode == 1, "an undecided alert fails every time"
    done = repository.check("-o now.json -o now.md --since last.json --only-new")
    assert done.returncode == 0, done.stderr
    assert "--only-new" in repository.text("now.md")
    repository.add_vendor(GLOCOM.replace("V-1021", "V-1022").replace("Glocom Sdn Bhd", "Korea Kwangson Banking Corp"))
    assert repository.check("-o now.json --since last.json --only-new").returncode == 1


def test_two_branches_that_decide_merge_without_a_conflict(repository):
    lines = repository.text("vendors.decisions.jsonl")
    for branch in ("one", "two"):
        repository.git("switch", "-q", "-c", branch, "main")
        edited = json.loads(lines.splitlines()[-1]) | {"comment": f"seen on branch {branch}"}
        del edited["id"]
        repository.write("vendors.decisions.jsonl", lines + json.dumps(edited) + "\n")
        repository.commit(f"decide on {branch}")
    repository.git("merge", "-q", "--no-edit", "one")
    done = repository.check()
    assert done.returncode == 0, done.stderr


def test_a_conflict_left_in_the_decisions_is_an_error_with_its_line(repository):
    lines = repository.text("vendors.decisions.jsonl").splitlines()
    marked = [*lines[:-1], "<<<<<<< HEAD", lines[-1], "=======", lines[-1], ">>>>>>> theirs"]
    repository.write("vendors.decisions.jsonl", "\n".join(marked) + "\n")
    done = repository.check()
    assert done.returncode == 3
    assert f"vendors.decisions.jsonl, line {len(lines)}: " in done.stderr
    assert "merge" in done.stderr


# The action


def inputs(**given):
    """Return the environment that the action's step gets from its inputs, defaults included."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    values = {name: str(one.get("default", "")) for name, one in action["inputs"].items()} | given
    step = next(one for one in action["runs"]["steps"] if one.get("id") == "screen")
    return step["run"], {
        name: values[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)[1]] for name, value in step["env"].items()
    }


def outputs(path):
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines())


def test_every_input_and_output_of_the_action_is_described():
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert all(one["description"] for part in ("inputs", "outputs") for one in action[part].values())
    assert action["runs"]["using"] == "composite"
    assert not any("${{" in one.get("run", "") for one in action["runs"]["steps"]), "no input is pasted into a script"


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({}, 0, {"exit-code": "0", "failing": "0", "suppressed": "1", "worst": "low"}),
        ({"fail-on": ""}, 0, {"exit-code": "0"}),
        ({"max-shipped-age": "1d"}, 3, {"exit-code": "3"}),
        ({"fail-on": "hihg"}, 2, {"exit-code": "2"}),
        ({"table": "my vendors; touch x.csv"}, 2, {"exit-code": "2"}),
        ({"arguments": "--no-decisions\n--strict\n", "fail-on": "medium"}, 1, {"exit-code": "1", "failing": "1"}),
        ({"decisions-from": "origin/main"}, 0, {"exit-code": "0"}),
    ],
)  # fmt: skip
def test_the_action_hands_its_inputs_on_and_tells_what_came_of_it(given, code, told, repository, tmp_path):
    script, environment = inputs(**{"table": "vendors.csv", **given})
    target = tmp_path / "outputs"
    target.touch()
    done = repository.bash(script, **environment, GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(target))
    assert done.returncode == code, done.stderr
    found = outputs(target)
    assert {name: found[name] for name in told} == told
    assert not (repository.folder / "x.csv").exists()
    if code in (0, 1):
        assert (repository.folder / "dprk-screen.sarif").exists()


# The hook


def test_the_hook_stops_a_commit(repository, tmp_path):
    pytest.importorskip("pre_commit", reason="needs pre-commit, which is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("needs the history of dprk-screen itself, from which pre-commit installs the hook")
    tool = tmp_path / "dprk-screen"
    repository.git("clone", "-q", str(ROOT), str(tool))
    head = repository.git("-C", str(tool), "rev-parse", "HEAD").strip()
    config = re.sub(r"repo: \S+", f"repo: {tool}", repository.text(".pre-commit-config.yaml"))
    repository.write(".pre-commit-config.yaml", re.sub(r"rev: \S+", f"rev: {head}", config))
    repository.commit("where the hook is from")
    repository.environment |= {"PRE_COMMIT_HOME": str(tmp_path / "cache")}

    installed = repository.bash("pre-commit install --install-hooks")
    if "No matching distribution" in installed.stdout + installed.stderr:
        pytest.skip("needs packages for the hook's own environment, which cannot be had here")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    repository.add_vendor("V-1022,Weber Papier GmbH,Germany,Kiel,,,Paper,2026-11-20\n")
    clean = repository.bash("git commit -q -a -m 'a vendor nobody objects to'")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert re.search(r"screen vendor lists for DPRK fronts\.+Passed", clean.stderr)

    repository.add_vendor()
    stopped = repository.bash("git commit -q -a -m 'a vendor to look at'")
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "vendors.csv:23: V-1021: medium. Possible match to a watchlist entry." in stopped.stderr
    assert "Glocom" not in stopped.stdout + stopped.stderr
    assert repository.git("status", "--porcelain") == " M vendors.csv\n", "the hook leaves nothing behind"
