"""The two commands of the README, with a Python that only notes what it is asked to do."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import ROOT

PYTHON = f"""#!/bin/sh
if [ "$1" = -c ] && [ "${{2#*importlinter}}" = "$2" ]; then exec {sys.executable} "$@"; fi
echo "$@" >> calls
env | grep ^VAIKUTUSPOLKU_ >> settings || true
if [ -e "fails-$2" ]; then exit 1; fi
if [ "$2" = pytest ]; then echo "1 passed in 0.01s"; fi
"""


@pytest.fixture
def clone(tmp_path):
    """A clone whose .venv has everything installed."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
        stamp = hashlib.sha256(b"# nothing\n").hexdigest()
        (tmp_path / ".venv" / f"{name}.installed").write_text(f"{stamp}\n")
    return tmp_path


def run(clone: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VAIKUTUSPOLKU_")}
    return subprocess.run(
        [str(clone / command[0]), *command[1:]],
        env=inherited | {"CHROMIUM": "/bin/true"} | env,
        cwd="/",  # a command works wherever it is called from
        capture_output=True,
        text=True,
        timeout=60,
    )


def calls(clone: Path) -> list[str]:
    noted = clone / "calls"
    return noted.read_text().splitlines() if noted.exists() else []


def settings(clone: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (clone / "settings").read_text().splitlines())


def test_serve_without_settings_is_the_demonstration(clone):
    assert run(clone, "scripts/serve").returncode == 0
    assert calls(clone) == ["-m streamlit run app.py --server.port 8501"]
    chosen = settings(clone)
    assert chosen["VAIKUTUSPOLKU_DEMO"] == "1"
    assert chosen["VAIKUTUSPOLKU_DATABASE_URL"] == f"sqlite:///{clone}/var/demo.db"
    assert chosen["VAIKUTUSPOLKU_PUBLIC_URL"] == "http://localhost:8501"


@pytest.mark.parametrize(
    "given", [{"VAIKUTUSPOLKU_DATABASE_URL": "postgresql://db/kunta"}, {"VAIKUTUSPOLKU_DEMO": "0"}]
)
def test_a_configured_service_is_never_turned_into_the_demonstration(clone, given):
    run(clone, "scripts/serve", **given)
    chosen = settings(clone)
    assert given.items() <= chosen.items()
    assert chosen.get("VAIKUTUSPOLKU_DEMO") != "1"
    assert "demo.db" not in chosen.get("VAIKUTUSPOLKU_DATABASE_URL", "")


def test_serve_takes_another_port_and_passes_arguments_on(clone):
    run(clone, "scripts/serve", "--server.address", "127.0.0.1", PORT="8600")
    assert calls(clone) == ["-m streamlit run app.py --server.port 8600 --server.address 127.0.0.1"]
    assert settings(clone)["VAIKUTUSPOLKU_PUBLIC_URL"] == "http://localhost:8600"


def test_the_cookie_secret_is_long_private_and_kept(clone):
    run(clone, "scripts/serve")
    secret = settings(clone)["VAIKUTUSPOLKU_COOKIE_SECRET"]
    file = clone / "var" / "cookie-secret"
    assert len(secret) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    run(clone, "scripts/serve")
    assert settings(clone)["VAIKUTUSPOLKU_COOKIE_SECRET"] == secret


def test_a_second_start_installs_nothing_and_a_changed_lock_file_does(clone):
    run(clone, "scripts/serve")
    assert not any("pip" in call for call in calls(clone))
    (clone / "requirements.txt").write_text("# changed\n")
    run(clone, "scripts/serve")
    [installed] = [call for call in calls(clone) if "pip" in call]
    assert installed.endswith("--require-hashes -r requirements.txt")
    run(clone, "scripts/serve")
    assert len([call for call in calls(clone) if "pip" in call]) == 1


def test_a_failed_installation_is_tried_again(clone):
    (clone / "requirements.txt").write_text("# changed\n")
    (clone / "fails-pip").touch()
    assert run(clone, "scripts/serve").returncode != 0
    assert not any("streamlit" in call for call in calls(clone))
    (clone / "fails-pip").unlink()
    assert run(clone, "scripts/serve").returncode == 0


def test_test_runs_every_check_and_ends_with_pytests_line(clone):
    for command in ("scripts/test", ".ci/run"):
        (clone / "calls").unlink(missing_ok=True)
        ended = run(clone, command)
        assert ended.returncode == 0
        assert [call.split()[1] for call in calls(clone)[:3]] == ["ruff", "ruff", "mypy"]
        assert "lint_imports_command" in calls(clone)[3]
        assert calls(clone)[4:] == ["-m pytest --numprocesses 3"]
        assert ended.stdout.splitlines()[-1] == "1 passed in 0.01s"


def test_test_with_arguments_runs_pytest_alone(clone):
    run(clone, "scripts/test", "tests/web", "-k", "focus")
    assert calls(clone) == ["-m pytest tests/web -k focus"]


@pytest.mark.parametrize("broken", ["ruff", "mypy", "pytest"])
def test_one_failed_check_fails_the_whole_and_the_tests_still_run(clone, broken):
    (clone / f"fails-{broken}").touch()
    ended = run(clone, "scripts/test")
    assert ended.returncode == 1
    assert calls(clone)[-1] == "-m pytest --numprocesses 3"
    if broken != "pytest":
        assert broken in ended.stderr
        assert ended.stdout.splitlines()[-1] == "1 passed in 0.01s"
