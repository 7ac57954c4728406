"""Nothing grows past the size at which a reader loses the thread."""

import collections
import re

from source_tree import Source, Tree, run_check

HEADER_LINES = 200
SOURCE_LINES = 500
FUNCTION_LINES = 60
OWN_INCLUDES = 12
UNITS_IN_A_FOLDER = 30

# The two files whose task is to know everybody.
MANY_INCLUDES = {"daemon/shell.cpp", "adapters/registry.cpp"}

_TYPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b(?!.*\)\s*(const|noexcept|override|final|\s)*$)", re.DOTALL)


def functions(source: Source) -> list[tuple[str, int, int]]:
    """(name, first line, lines) of each function body at namespace or class level; lambdas belong to it."""
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", lambda m: "\n" * m[0].count("\n"), source.code(), flags=re.MULTILINE)
    found = []
    depth_of_body = None
    depth = 0
    head_start = 0
    parentheses = 0
    members: list[int] = []  # depths of the braces of a constructor's member initialisers
    start_line = name = None
    for position, character in enumerate(code):
        if character == "(":
            parentheses += 1
        elif character == ")":
            parentheses -= 1
        elif character == "{":
            depth += 1
            head = code[head_start:position]
            if depth_of_body is None and parentheses == 0 and initialises_a_member(head):
                members.append(depth)
            elif depth_of_body is None and parentheses == 0 and is_function_head(head):
                depth_of_body = depth
                lead = len(head) - len(head.lstrip())
                start_line = code.count("\n", 0, head_start + lead) + 1
                name = function_name(head)
            if depth_of_body is None and parentheses == 0 and not members:
                head_start = position + 1
        elif character == "}":
            if members and members[-1] == depth:
                members.pop()
                depth -= 1
                continue
            if depth == depth_of_body:
                found.append((name, start_line, code.count("\n", 0, position) + 2 - start_line))
                depth_of_body = None
            depth -= 1
            if depth_of_body is None and parentheses == 0:
                head_start = position + 1
        elif character == ";" and depth_of_body is None and parentheses == 0:
            head_start = position + 1
    return found


def initialises_a_member(head: str) -> bool:
    return bool(re.search(r"\)[\s\w]*(?<!:):(?!:)", head) and re.search(r"[\w>]\s*$", head))


def is_function_head(head: str) -> bool:
    text = head.strip()
    if "(" not in text or _TYPE.match(text):
        return False
    before = text.split("(")[0]
    return not re.search(r"(?<![=!<>])=(?!=)", before) or "operator" in before


def function_name(head: str) -> str:
    match = re.search(r"([\w:~]+|operator\s*\S+?)\s*\(", head)
    return match[1] if match else "?"


def check(tree: Tree, _arguments) -> list[str]:
    complaints = []
    units = collections.defaultdict(set)
    for source in tree.sources.values():
        lines = source.text.count("\n")
        limit = HEADER_LINES if source.is_header else SOURCE_LINES
        if lines > limit:
            complaints.append(f"{source.path}: {lines} lines, {limit} are allowed")
        units[source.folder].add(source.path.rsplit(".", 1)[0])
        if source.layer in ("tests", "bench"):
            continue
        own = sum(include.ours for include in source.includes())
        if own > OWN_INCLUDES and source.path not in MANY_INCLUDES:
            complaints.append(f"{source.path}: includes {own} headers of ours, {OWN_INCLUDES} are allowed")
        complaints += [
            f"{source.path}:{line}: {name} has {length} lines, {FUNCTION_LINES} are allowed"
            for name, line, length in functions(source)
            if length > FUNCTION_LINES
        ]
    complaints += [
        f"{folder}/: {len(names)} units, {UNITS_IN_A_FOLDER} are allowed"
        for folder, names in units.items()
        if len(names) > UNITS_IN_A_FOLDER
    ]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
