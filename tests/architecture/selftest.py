"""Each check refuses the bad trees below for the right reason, and accepts the good one."""

import pathlib
import subprocess
import sys
import tempfile

GOOD = {
    "canonical-schema/word.hpp": "#pragma once\n#include <string>\nstruct Word { std::string text; };\n",
    "reconcile/judge.hpp": '#pragma once\n#include "canonical-schema/word.hpp"\nbool judge(const Word& word);\n',
    "reconcile/judge.cpp": '#include "reconcile/judge.hpp"\nbool judge(const Word& word) {\n  return word.text == "printf(";  // std::cout\n}\n',
    "adapters/adapter.hpp": '#pragma once\n#include "canonical-schema/word.hpp"\nclass LiveSource {};\n',
    "adapters/git/repository.cpp": '#include <git2.h>\n#include "adapters/adapter.hpp"\nvoid read() { git_repository_open(nullptr, nullptr); }\n',
    "daemon/audit_cycle.cpp": '#include <iostream>\n#include "adapters/adapter.hpp"\n#include "reconcile/judge.hpp"\nvoid run() { std::cout << 1; }\n',
    "tests/judge/judge_test.cpp": 'TEST_CASE("a word is judged", "[judge]") {}\n',
    "tests/judge/CMakeLists.txt": "plumbline_test(judge SOURCES judge_test.cpp)\n",
}

# Check, files that make the good tree bad, a piece of the complaint.
BAD = [
    ("layering", {"canonical-schema/a.hpp": '#include "reconcile/judge.hpp"\n'}, "canonical-schema may not include reconcile"),
    ("layering", {"adapters/a.hpp": '#include "reconcile/judge.hpp"\n'}, "adapters may not include reconcile"),
    ("layering", {"reconcile/a.hpp": '#include "adapters/adapter.hpp"\n'}, "reconcile may not include adapters"),
    ("layering", {"reports/a.cpp": '#include "daemon/b.hpp"\n', "daemon/b.hpp": "#pragma once\n"}, "reports may not include daemon"),
    ("layering", {"adapters/cron/a.cpp": '#include "adapters/argo/b.hpp"\n', "adapters/argo/b.hpp": "#pragma once\n"}, "may include the platform argo"),
    ("layering", {"adapters/cron/a.cpp": "#include <git2.h>\n"}, "<git2.h> may only be included by"),
    ("layering", {"reconcile/a.cpp": "#include <yaml-cpp/yaml.h>\n"}, "<yaml-cpp/yaml.h> may only be included by"),
    ("layering", {"adapters/cron/a.cpp": "#include <boost/any.hpp>\n"}, "is no known dependency"),
    ("layering", {"daemon/a.cpp": "#include <CLI/CLI.hpp>\n", "daemon/b.cpp": "#include <CLI/CLI.hpp>\n"}, "is included by 2 files"),
    ("layering", {"reconcile/a.cpp": "#include <filesystem>\n"}, "reconcile is pure"),
    ("layering", {"reconcile/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "reconcile is pure"),
    ("layering", {"reconcile/a.hpp": '#include "reconcile/b.hpp"\n', "reconcile/b.hpp": '#include "reconcile/a.hpp"\n'}, "in a circle"),
    ("layering", {"reconcile/a.hpp": '#include "judge.hpp"\n'}, "which is no file"),
    ("sizes", {"reconcile/a.hpp": "int a;\n" * 201}, "201 lines, 200 are allowed"),
    ("sizes", {"reconcile/a.cpp": "int a;\n" * 501}, "501 lines, 500 are allowed"),
    ("sizes", {"reconcile/a.cpp": "namespace n {\nint f(int a) {\n" + "  a += '{';\n" * 59 + "}\n}\n"}, "f has 61 lines, 60 are allowed"),
    ("sizes", {"reconcile/a.cpp": "struct S {\n  S() : a{1} {\n" + "    ++a;  // }\n" * 60 + "  }\n  int a;\n};\n"}, "S has 62 lines"),
    ("sizes", {"reconcile/a.cpp": "".join(f'#include "reconcile/h{n}.hpp"\n' for n in range(13))}, "includes 13 headers"),
    ("sizes", {f"reconcile/u{n}.hpp": "\n" for n in range(31)}, "32 units, 30 are allowed"),
    ("no_logger", {"adapters/a.cpp": "void f() { std::cerr << 1; }\n"}, "std::cerr below daemon/"),
    ("no_logger", {"reconcile/a.cpp": 'void f() { printf("x"); }\n'}, "printf below daemon/"),
    ("no_logger", {"reports/a.cpp": "#include <spdlog/spdlog.h>\n"}, "includes the logger"),
    ("readonly_audit", {"reconcile/judge.hpp": "class LiveTarget {};\n"}, "declares LiveTarget"),
    ("readonly_audit", {"reconcile/judge.hpp": '#include "reconcile/deep.hpp"\n', "reconcile/deep.hpp": "struct TruthWriter;\n"}, "declares TruthWriter"),
    ("readonly_audit", {"reconcile/judge.hpp": "// plumbline: write-port\nclass Hand {};\n"}, "`// plumbline: write-port`"),
    ("readonly_audit", {"adapters/git/a.cpp": "void f() { git_remote_push(nullptr, nullptr, nullptr); }\n"}, "calls git_remote_push"),
    ("readonly_audit", {"adapters/git/a.cpp": 'auto words = {"git", "push"};\n'}, 'runs git with "push"'),
    ("readonly_audit", {"daemon/audit_cycle.cpp": None}, "nothing was checked"),
    ("unbuilt_tests", {"tests/judge/more_test.cpp": "\n"}, "named in no CMakeLists.txt"),
    ("unbuilt_tests", {"tests/judge/CMakeLists.txt": "# judge_test.cpp\n"}, "named in no CMakeLists.txt"),
    ("unbuilt_tests", {"tests/fuzz/fuzz_tar.cpp": "\n"}, "named in no CMakeLists.txt"),
    ("no_local_paths", {"docs/a.md": "see /wo" "rk/main\n"}, "docs/a.md:1"),
    ("no_local_paths", {"docs/a.md": "\nasked an ag" "ent\n"}, "docs/a.md:2"),
]


def run(check: str, files: dict[str, str | None], *arguments: str) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**GOOD, **files}.items():
            if text is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
        script = pathlib.Path(__file__).with_name(check + ".py")
        return subprocess.run(
            [sys.executable, str(script), "--root", folder, *arguments], capture_output=True, text=True, check=False
        )


def unknown_to_ctest() -> str | None:
    """A case that ctest does not know is refused: the build folder below has no tests at all."""
    with tempfile.TemporaryDirectory() as build:
        (pathlib.Path(build) / "CTestTestfile.cmake").write_text("")
        result = run("unbuilt_tests", {}, "--build", build)
    if 'the case "a word is judged" is no test of ctest' in result.stdout:
        return None
    return f"unbuilt_tests: a case unknown to ctest passed: {result.stdout}{result.stderr}"


def main() -> None:
    complaints = []
    for check in sorted({check for check, _, _ in BAD}):
        result = run(check, {})
        if result.returncode != 0:
            complaints.append(f"{check} refuses the good tree: {result.stdout}{result.stderr}")
    for check, files, piece in BAD:
        result = run(check, files)
        if result.returncode != 1 or piece not in result.stdout:
            complaints.append(f"{check}: '{piece}' expected for {sorted(files)}, got: {result.stdout}{result.stderr}")
    complaints += filter(None, [unknown_to_ctest()])
    print("\n".join(complaints) or f"{len(BAD) + 1} bad trees were refused")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
