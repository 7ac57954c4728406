"""Runs the built program, far from the machine's own files: every case has its own home and folders.

A test file ends with `program.main()`; ctest runs it as `FILE --program PATH`.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

import report_shape

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEDS = ROOT / "tests" / "beds"
TOOL_FOLDERS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_program = os.environ.get("PLUMBLINE_PROGRAM", "")


@dataclasses.dataclass
class Run:
    """What one call of the program did."""

    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def clean_environment(home: pathlib.Path) -> dict:
    """Nothing of the caller's: no configuration, no Git identity, no proxy, no terminal, no colour."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PATH": TOOL_FOLDERS,
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


class Case(unittest.TestCase):
    """A temporary folder with a home in it, and the program."""

    maxDiff = None

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="plumbline-e2e-"))
        self.addCleanup(self._remove)
        self.home = self.dir / "home"
        self.home.mkdir()
        self.work = self.dir / "work"
        self.work.mkdir()
        self.env = clean_environment(self.home)

    def _remove(self):
        for folder, _, _ in os.walk(self.dir):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.dir)

    def start(self, *arguments, env=None, cwd=None, **more) -> subprocess.Popen:
        return subprocess.Popen(
            [_program, *map(os.fspath, arguments)],
            cwd=cwd or self.work,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def run_program(self, *arguments, env=None, cwd=None, stdin=b"", timeout=120, before=()) -> Run:
        """`before`: words in front of the program, such as `setpriv`."""
        done = subprocess.run(
            [*before, _program, *map(os.fspath, arguments)],
            cwd=cwd or self.work,
            env={**self.env, **(env or {})},
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    def plumbline(self, *arguments, code=0, **more) -> Run:
        """Runs the program and insists on its exit code."""
        run = self.run_program(*arguments, **more)
        self.assertEqual(run.code, code, f"plumbline {' '.join(map(str, arguments))}\n{run}")
        return run

    def audit(self, *arguments, code=0, **more) -> dict:
        """The JSON report of one audit, which has the promised shape."""
        run = self.plumbline("audit", "--output", "json", *arguments, code=code, **more)
        self.assertEqual(report_shape.complaints(run.out), [])
        return run.json()

    def assert_no_control_characters(self, text: str):
        strange = {hex(ord(c)) for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0}
        self.assertEqual(strange, set())


def path() -> str:
    """Of the program, for what starts it in its own way."""
    return _program


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def bed(name: str, *arguments) -> str:
    """One verb of a bed. A bed that cannot be started skips the case, unless beds are required."""
    done = subprocess.run(
        [BEDS / name, *map(os.fspath, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"},
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        if os.environ.get("PLUMBLINE_REQUIRE_BEDS"):
            raise AssertionError(f"{name}: {done.stderr}")
        raise unittest.SkipTest(f"{name}: {done.stderr.strip()}")
    return done.stdout


def shared_corpus() -> pathlib.Path | None:
    """Real crontabs of others, where a copy lies beside the source; no test needs it."""
    stated = os.environ.get("PLUMBLINE_SHARED")
    folder = pathlib.Path(stated) if stated else ROOT.parent / "shared"
    folder = folder / "corpus" / "files" / "cron"
    return folder if folder.is_dir() else None


def findings(report: dict) -> list[tuple]:
    """(cause, workflow or id, field) of each finding that is not waived."""
    return [
        (f["cause"], f["workflow"] or f["id"], f["field"])
        for f in report["findings"]
        if f["waiver"] is None or f["cause"] == "waiver-expired"
    ]


def end(process: subprocess.Popen, number: int = signal.SIGTERM) -> Run:
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return Run(process.returncode, out.decode(), err.decode())


def main():
    global _program
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--program", default=_program)
    known, rest = parser.parse_known_args()
    if not known.program:
        sys.exit("name the program: --program PATH")
    _program = str(pathlib.Path(known.program).resolve())
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
