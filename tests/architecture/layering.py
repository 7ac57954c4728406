"""Includes go one way: canonical-schema < reconcile < reports < daemon, canonical-schema < adapters < daemon.

Also: adapters and reconcile never meet below the daemon, a platform includes no other platform, each
third-party library has one home, the pure layers have no effects, and no includes go in a circle.
"""

import re

from source_tree import LAYERS, Source, Tree, run_check

MAY_INCLUDE = {
    "canonical-schema": {"canonical-schema"},
    "reconcile": {"canonical-schema", "reconcile"},
    "adapters": {"canonical-schema", "adapters"},
    "reports": {"canonical-schema", "reconcile", "reports"},
    "daemon": set(LAYERS),
}

# Folders of adapters/ that every platform may use; every other folder there is a platform.
SHARED_BY_PLATFORMS = {"system", "http", "json"}
KNOWS_ALL_PLATFORMS = re.compile(r"^adapters/registry\.")

# Header -> the files that may include it. What stands nowhere here is refused: a new dependency
# needs a sentence of defence in docs/dependencies.md and a row.
HOMES = [
    (r"yaml-cpp/", r"^canonical-schema/codec/yaml\w*\.cpp$"),
    (r"nlohmann/json_fwd\.hpp$", r"^(canonical-schema/codec|reports|adapters/json)/"),
    (r"nlohmann/", r"^(canonical-schema/(codec|schedule/dialects)|reports)/\w+\.cpp$|^adapters/json/"),
    (r"openssl/", r"^canonical-schema/codec/digest\w*\.cpp$"),
    (r"tl/", r"^canonical-schema/result\.hpp$"),
    (r"git2(\.h$|/)", r"^adapters/git/"),
    (r"zlib\.h$", r"^adapters/git/loose_object\.cpp$"),
    (r"absl/", r"^adapters/system/zone_data\w*\.cpp$"),
    (r"xxhash\.h$", r"^(canonical-schema/codec|adapters/system)/\w+\.cpp$"),
    (r"sqlite3\.h$", r"^daemon/store/"),
    (r"CLI/", r"^daemon/"),
]
ONE_FILE_ONLY = [r"CLI/"]

STANDARD = re.compile(r"^[a-z_0-9]+$")
OPERATING_SYSTEM = re.compile(
    r"^(sys/\w+|linux/\w+|netinet/\w+|arpa/\w+|unistd|fcntl|poll|signal|spawn|pwd|grp|malloc|glob|fnmatch|dirent"
    r"|termios|syslog|dlfcn|netdb|langinfo)\.h$"
)

PURE = {"canonical-schema", "reconcile", "reports"}
EFFECTFUL_HEADERS = {"filesystem", "fstream", "iostream", "thread", "mutex", "atomic", "future", "random"}
EFFECTFUL_CALLS = re.compile(r"\b(\w*clock::now|getenv|fopen|gettimeofday|localtime_r|localtime)\s*\(")


def platform_of(path: str) -> str | None:
    parts = path.split("/")
    if parts[0] == "adapters" and len(parts) > 2 and parts[1] not in SHARED_BY_PLATFORMS:
        return parts[1]
    return None


def check_ours(source: Source, line: int, header: str, tree: Tree) -> str | None:
    at = f"{source.path}:{line}"
    if header not in tree.sources:
        return f"{at}: includes \"{header}\", which is no file; include from the root of the repository"
    layer = header.split("/")[0]
    if layer not in MAY_INCLUDE[source.layer]:
        return f"{at}: {source.layer} may not include {layer} (\"{header}\")"
    other = platform_of(header)
    if (
        source.layer == "adapters"
        and other is not None
        and other != platform_of(source.path)
        and not KNOWS_ALL_PLATFORMS.match(source.path)
    ):
        return f"{at}: only adapters/registry and {other} itself may include the platform {other}"
    return None


def check_foreign(source: Source, line: int, header: str) -> str | None:
    at = f"{source.path}:{line}"
    if STANDARD.match(header):
        if source.layer in PURE and header in EFFECTFUL_HEADERS:
            return f"{at}: {source.layer} is pure and may not include <{header}>"
        return None
    if OPERATING_SYSTEM.match(header):
        if source.layer in PURE:
            return f"{at}: {source.layer} is pure and may not include <{header}>"
        return None
    for pattern, home in HOMES:
        if re.match(pattern, header):
            if re.search(home, source.path):
                return None
            return f"{at}: <{header}> may only be included by {home}"
    return f"{at}: <{header}> is no known dependency; see docs/dependencies.md"


def circles(tree: Tree) -> list[str]:
    found: list[str] = []
    done: set[str] = set()

    def walk(path: str, trail: list[str]) -> None:
        if path in trail:
            found.append("includes in a circle: " + " -> ".join([*trail[trail.index(path):], path]))
            return
        if path in done or path not in tree.sources:
            return
        for include in tree.sources[path].includes():
            if include.ours:
                walk(include.header, [*trail, path])
        done.add(path)

    for path in tree.sources:
        walk(path, [])
    return found


def check(tree: Tree, _arguments) -> list[str]:
    complaints = circles(tree)
    homes: dict[str, set[str]] = {pattern: set() for pattern in ONE_FILE_ONLY}
    for source in tree.production():
        for include in source.includes():
            complaint = (
                check_ours(source, include.line, include.header, tree)
                if include.ours
                else check_foreign(source, include.line, include.header)
            )
            if complaint:
                complaints.append(complaint)
            for pattern in ONE_FILE_ONLY:
                if not include.ours and re.match(pattern, include.header):
                    homes[pattern].add(source.path)
        if source.layer in PURE:
            code = source.code()
            complaints += [
                f"{source.path}:{code.count(chr(10), 0, match.start()) + 1}: {source.layer} is pure; "
                f"pass in what {match[1]} would say"
                for match in EFFECTFUL_CALLS.finditer(code)
            ]
    complaints += [
        f"<{pattern}> is included by {len(paths)} files, one is allowed: {', '.join(sorted(paths))}"
        for pattern, paths in homes.items()
        if len(paths) > 1
    ]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
