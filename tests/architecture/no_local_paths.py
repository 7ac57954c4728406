"""Nothing in the repository speaks of the machine or the manner in which it was written."""

import re

from source_tree import Tree, run_check

# Put together here, so that this file itself is clean.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.$}/-])/wo" r"rk/",
            r"/ro" r"ot/\.",
            r"\bLL" r"Ms?\b|\bGP" r"T-?\d|\bClau" r"de\b|\bAnth" r"ropic\b|\bCopi" r"lot\b|\bChat" r"GPT\b",
            r"\bAI[- ](?:gener|assist|writ)" r"\w+",
            r"(?<!ssh[ -])(?<!ser-)\b[Aa]g" r"ents?\b(?! (?:socket|forwarding))",
            r"https?://(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\bindex-" r"url\b",
        ]
    )
)
BINARY = (".png", ".jpg", ".gz", ".so", ".db", ".tar", ".ico")


def check(tree: Tree, _arguments) -> list[str]:
    complaints = []
    for name in tree.tracked_files():
        if name.endswith(BINARY):
            continue
        text = (tree.root / name).read_bytes().decode("utf-8", "replace")
        complaints += [
            f"{name}:{text.count(chr(10), 0, match.start()) + 1}: '{match[0]}' does not belong here"
            for match in FORBIDDEN.finditer(text)
        ]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
