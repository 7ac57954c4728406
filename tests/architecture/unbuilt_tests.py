"""Every test file is built, and every test case in it is a test of ctest."""

import json
import re
import subprocess

from source_tree import Source, Tree, run_check

CASE = re.compile(r'^(?:TEMPLATE_)?(TEST_CASE|SCENARIO)(?:_METHOD\(\s*\w+\s*,)?\(?\s*((?:"(?:\\.|[^"\\])*"\s*)+)', re.MULTILINE)


def cases(source: Source) -> list[str]:
    names = []
    for kind, literals in CASE.findall(source.text):
        name = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', literals))
        name = re.sub(r"\\(.)", r"\1", name)
        names.append("Scenario: " + name if kind == "SCENARIO" else name)
    return names


def tests_of_ctest(build) -> list[str]:
    listing = subprocess.run(
        ["ctest", "--test-dir", str(build), "--show-only=json-v1"], capture_output=True, check=True
    )
    return [test["name"] for test in json.loads(listing.stdout)["tests"]]


def named_in_cmake(source: Source, tree: Tree) -> bool:
    folder = tree.root / source.folder
    while folder != tree.root:
        lists = folder / "CMakeLists.txt"
        if lists.is_file():
            name = (tree.root / source.path).relative_to(folder).as_posix()
            stem = name.rsplit("/", 1)[-1].removesuffix(".cpp")
            text = re.sub(r"#[^\n]*", "", lists.read_text(encoding="utf-8"))
            words = set(re.split(r"[\s()\"]+", text))
            return name in words or stem in words or stem.removeprefix("fuzz_") in words or stem.removesuffix("_fuzz") in words
        folder = folder.parent
    return False


def check(tree: Tree, arguments) -> list[str]:
    sources = [
        source
        for source in tree.sources.values()
        if source.path.endswith("_test.cpp") or re.match(r"^tests/fuzz/.*\.cpp$", source.path)
    ]
    complaints = [
        f"{source.path}: named in no CMakeLists.txt, so nobody builds it"
        for source in sources
        if not named_in_cmake(source, tree)
    ]
    if arguments.build is None:
        return complaints
    known = tests_of_ctest(arguments.build)
    # ctest names are PROGRAM:CASE; how CMake writes the blank after the colon depends on its version.
    endings = {name.split(":", 1)[-1].strip() for name in known} | set(known)
    for source in sources:
        complaints += [
            f"{source.path}: the case \"{case}\" is no test of ctest"
            for case in cases(source)
            if case not in endings and not any(name.startswith(case + " - ") for name in endings)
        ]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
