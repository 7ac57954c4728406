"""`audit` holds no object that could write to a platform or to Git.

A header that declares a port for writing carries the line `// plumbline: write-port`, and so does no
header that the audit reaches through its includes. A type named ...Target, ...Writer or ...Applier counts
as such a port with or without the line. Below adapters/git nothing calls what writes to a repository.
"""

import re

from source_tree import Source, Tree, run_check

ROOTS = re.compile(r"^daemon/(audit_cycle|commands/audit)\.[ch]pp$")
MARKER = re.compile(r"^// plumbline: write-port$", re.MULTILINE)
WRITE_TYPE = re.compile(r"\b(?:class|struct)\s+(\w*(?:Target|Writer|Applier))\b")
GIT_WRITES = re.compile(
    r"\bgit_(?:remote_push|push_\w+|commit_create\w*|reference_(?:set|create|delete|rename|symbolic)\w*"
    r"|index_(?:write|add|remove)\w*|checkout_\w+|blob_create\w*|treebuilder_(?:new|write)\w*|odb_write|odb_open_wstream"
    r"|tag_create\w*|tag_delete|branch_(?:create|delete|move)\w*|merge|rebase_\w+|reset\w*|stash_\w+|note_create)\s*\("
)
GIT_WRITE_ARGUMENT = re.compile(r'"(push|receive-pack|send-pack|update-ref|commit-tree|fast-import)"')


def reachable(tree: Tree) -> dict[str, str]:
    """Every header that the audit reaches -> the file that brought it in."""
    trail = {path: "" for path in tree.sources if ROOTS.match(path)}
    queue = list(trail)
    while queue:
        path = queue.pop()
        for include in tree.sources[path].includes():
            if include.ours and include.header in tree.sources and include.header not in trail:
                trail[include.header] = path
                queue.append(include.header)
    return trail


def write_ports(source: Source) -> list[str]:
    return WRITE_TYPE.findall(source.code()) or ["the line `// plumbline: write-port`"] * bool(MARKER.search(source.text))


def check(tree: Tree, _arguments) -> list[str]:
    complaints = []
    trail = reachable(tree)
    if not trail:
        complaints.append("daemon/audit_cycle and daemon/commands/audit are not there, so nothing was checked")
    for path, via in sorted(trail.items()):
        complaints += [
            f"{path}: declares {port} and is reached from the audit (through {via or 'nothing'})"
            for port in write_ports(tree.sources[path])
        ]
    for source in tree.production():
        if not source.path.startswith("adapters/git/"):
            continue
        complaints += [
            f"{source.path}: calls {call.rstrip('( ')}, which writes" for call in GIT_WRITES.findall(source.code())
        ]
        complaints += [f'{source.path}: runs git with "{verb}"' for verb in GIT_WRITE_ARGUMENT.findall(source.text)]
    return complaints


if __name__ == "__main__":
    run_check(check, __doc__)
