"""Only the daemon talks: nothing below it prints or logs."""

import re

from source_tree import Tree, run_check

TALK = re.compile(
    r"\bstd::(cout|cerr|clog|wcout|wcerr)\b"
    r"|(?<![\w.>])(?:std::|::)?(printf|fprintf|vprintf|vfprintf|dprintf|puts|fputs|putchar|perror|syslog)\s*\("
)
LOGGER = re.compile(r"^(spdlog|fmt|glog|syslog\.h)(/|$)")


def check(tree: Tree, _arguments) -> list[str]:
    complaints = []
    for source in tree.production():
        if source.layer == "daemon":
            continue
        code = source.code()
        complaints += [
            f"{source.path}:{code.count(chr(10), 0, match.start()) + 1}: {match[0].strip('( ')} below daemon/; "
            "return what there is to say"
            for match in TALK.finditer(code)
        ]
        complaints += [
            f"{source.path}:{include.line}: includes the logger <{include.header}> below daemon/"
            for include in source.includes()
            if LOGGER.match(include.header)
        ]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
