"""The repository as the architecture tests see it: files, includes, code without comments and strings."""

import argparse
import dataclasses
import pathlib
import re
import subprocess
import sys

LAYERS = ("canonical-schema", "reconcile", "adapters", "reports", "daemon")

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\\\s]{0,16})\((?:.*?)\)(?P=mark)"'
    r"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


@dataclasses.dataclass(frozen=True)
class Include:
    line: int
    header: str
    ours: bool


@dataclasses.dataclass(frozen=True)
class Source:
    """One C++ file; `path` is relative to the root, with slashes."""

    path: str
    text: str

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def layer(self) -> str:
        return self.path.split("/")[0]

    @property
    def is_header(self) -> bool:
        return self.path.endswith(".hpp")

    def includes(self) -> list[Include]:
        text = _blank(self.text, strings=False)
        return [
            Include(text.count("\n", 0, match.start()) + 1, match[1] or match[2], bool(match[1]))
            for match in _INCLUDE.finditer(text)
        ]

    def code(self) -> str:
        """The text with comments and the insides of literals blanked; line numbers stay."""
        return _blank(self.text, strings=True)


def _blank(text: str, strings: bool) -> str:
    def replacement(match: re.Match) -> str:
        token = match[0]
        if token.startswith("/"):
            return "\n" * token.count("\n") or " "
        if not strings:
            return token
        return token[0] + "\n" * token.count("\n") + token[-1] if token[0] != "R" else '"' + "\n" * token.count("\n") + '"'

    return _TOKEN.sub(replacement, text)


class Tree:
    def __init__(self, root: pathlib.Path):
        self.root = root
        self.sources = {
            path: Source(path, (root / path).read_text(encoding="utf-8"))
            for path in sorted(self._paths(".hpp", ".cpp"))
        }

    def _paths(self, *endings: str) -> list[str]:
        return [
            file.relative_to(self.root).as_posix()
            for layer in (*LAYERS, "tests", "bench")
            for file in (self.root / layer).rglob("*")
            if file.suffix in endings
        ]

    def production(self) -> list[Source]:
        return [source for source in self.sources.values() if source.layer in LAYERS]

    def tracked_files(self) -> list[str]:
        """What Git tracks; every file outside of build/ where there is no repository."""
        listing = subprocess.run(
            ["git", "-C", str(self.root), "ls-files", "-z"], capture_output=True, check=False
        )
        if listing.returncode == 0 and (self.root / ".git").exists():
            return [name for name in listing.stdout.decode().split("\0") if name and (self.root / name).is_file()]
        return [
            file.relative_to(self.root).as_posix()
            for file in self.root.rglob("*")
            if file.is_file() and not {"build", ".git"} & set(file.relative_to(self.root).parts)
        ]


def run_check(check, doc: str) -> None:
    """Runs `check(tree, arguments) -> list of complaints`; each is printed, any makes exit code 1."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, help="a build folder, where the check needs one")
    arguments = parser.parse_args()
    tree = Tree(arguments.root.resolve())
    if not tree.sources:
        sys.exit(f"{arguments.root}: no C++ file there, so nothing was checked")
    complaints = check(tree, arguments)
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
