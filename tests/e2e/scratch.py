"""Scratch hosts, truth repositories and configurations."""

import os
import pathlib
import subprocess

GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana Weber",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana Weber",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
    "GIT_TERMINAL_PROMPT": "0",
}

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
ana:x:1001:1001:Ana:/home/ana:/bin/bash
"""


class Host:
    """The tree of one Debian host: what `root:` of a platform names."""

    def __init__(self, root: pathlib.Path, zone: str = "Europe/Berlin"):
        self.root = root
        for folder in ("etc/cron.d", "var/spool/cron/crontabs"):
            (root / folder).mkdir(parents=True)
        self.write("etc/passwd", PASSWD)
        self.write("etc/os-release", 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n')
        (root / "etc/localtime").symlink_to(f"/usr/share/zoneinfo/{zone}")
        self.write("etc/timezone", zone + "\n")

    def path(self, name: str) -> pathlib.Path:
        return self.root / name

    def write(self, name: str, text: str | bytes, mode: int = 0o644) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path

    def user_tab(self, user: str, text: str | bytes) -> pathlib.Path:
        path = self.write(f"var/spool/cron/crontabs/{user}", text, 0o600)
        if os.geteuid() == 0:
            # In a tree, and for nobody but root: the tab belongs to its user, as crontab(1) leaves it.
            for line in self.path("etc/passwd").read_text().splitlines():
                if line.split(":")[0] == user:
                    os.chown(path, int(line.split(":")[2]), -1)
        return path

    def edit(self, name: str, old: str, new: str):
        path = self.root / name
        text = path.read_text()
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new))


class Truth:
    """A repository of truth."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments, stdin: bytes | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", self.root, *arguments],
            input=stdin,
            capture_output=True,
            env={**os.environ, **GIT_ENVIRONMENT},
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"git {' '.join(map(str, arguments))}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def write(self, name: str, text: str | bytes) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def edit(self, name: str, old: str, new: str):
        path = self.root / name
        text = path.read_text()
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new))

    def commit(self, message: str = "Change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def workflow(self, name: str, text: str, team: str = "shop") -> str:
        """Writes the file of one workflow; `text` is what follows its name and team."""
        file = f"workflows/{team}/{name}.yaml"
        self.write(file, f"plumbline: v1\nworkflow: {name}\nteam: {team}\n{text}")
        return file


def config(
    folder: pathlib.Path,
    platforms: dict[str, str],
    truth: str = "{repo: ./truth, path: workflows}",
    more: str = "",
) -> pathlib.Path:
    """plumbline.yaml in `folder`; `platforms` are name -> flow mapping."""
    rows = "".join(f"  {name}: {text}\n" for name, text in platforms.items())
    path = folder / "plumbline.yaml"
    path.write_text(
        f"config_version: 1\nestate: test\ntruth:\n  - {truth}\nplatforms:\n{rows}"
        f"store: {{path: {folder}/store/plumbline.db}}\n{more}"
    )
    return path
