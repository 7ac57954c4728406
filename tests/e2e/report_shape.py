"""The JSON of an audit, checked: members, their order, their types and how the lists are sorted."""

import json
import re

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
COMMIT = re.compile(r"[0-9a-f]{40}")

CAUSES = {
    "drifted", "pending", "conflict", "unbased", "missing", "unmanaged", "ineffective",
    "inexpressible", "overlap", "invalid", "waiver-expired", "waiver-expiring", "unread",
}  # fmt: skip
FIELDS = {
    "schedule", "enabled", "retry", "timeout", "concurrency", "catchup", "notify", "owner",
    "run_as", "depends_on", "action", "tasks", "labels", "dst",
}  # fmt: skip
SEVERITIES = ("critical", "high", "medium", "low")
STATES = {"value", "absent", "inexpressible", "unobservable", "dynamic", "unread"}


class OneOf:
    def __init__(self, *words):
        self.words = words


class Optional:
    """null, or of that shape."""

    def __init__(self, shape):
        self.shape = shape


class Absent:
    """May be left out; if it is there, it stands at this place."""

    def __init__(self, shape):
        self.shape = shape


ANY = object()
ERROR = {
    "kind": OneOf(
        "not_found", "invalid", "unauthenticated", "forbidden", "unreachable", "rate_limited",
        "conflict", "unsupported", "corrupt",
    ),
    "message": str, "hint": str, "trail": [str],
}  # fmt: skip
SOURCE = {
    "repo": Absent(str), "commit": Absent(COMMIT), "file": Absent(str),
    "platform": Absent(str), "id": Absent(str), "native_path": Absent(str),
    "line": Absent(int), "column": Absent(int), "read_at": Absent(TIME),
}  # fmt: skip
VALUE = {
    "state": OneOf(*STATES), "value": Absent(ANY), "text": str, "default_filled": Absent(bool),
    "reason": Absent(str), "inferred": Absent(bool), "source": Absent(SOURCE),
}  # fmt: skip
DIAGNOSTIC = {"code": str, "severity": OneOf(*SEVERITIES), "message": str, "at": str}
FINDING = {
    "key": re.compile(r"[0-9a-f]{32}"),
    "rule": re.compile(r"PL\d{4}"),
    "cause": OneOf(*CAUSES),
    "severity": OneOf(*SEVERITIES),
    "workflow": Optional(str), "platform": Optional(str), "id": Optional(str),
    "field": Optional(OneOf(*FIELDS)),
    "truth": VALUE, "live": VALUE, "base": Optional(VALUE),
    "tier": Optional(OneOf("critical", "important", "normal", "low")),
    "owner": {"business": Optional(str), "technical": Optional(str), "support": Optional(str)},
    "environment": str,
    "cause_group": re.compile(r"([0-9a-f]{16})?"),
    "status": OneOf("new", "open", "reopened"),
    "message": str, "next_step": str,
    "waiver": Optional({"owner": str, "reason": str, "expires": TIME, "source": SOURCE}),
    "attribution": Optional({
        "who": str, "how": str, "when": Optional(TIME),
        "confidence": OneOf("low", "medium", "high"), "source": ANY,
    }),
    "first_seen": TIME, "last_seen": TIME,
    "mode": OneOf("observe", "alert", "propose", "enforce"),
    "sla": Optional(str),
    "leaves": [{"leaf": str, "truth": str, "live": str}],
    "effect": Optional(str),
    "runs": Optional({
        "relation": str, "truth_per_month": Optional(float), "live_per_month": Optional(float),
        "truth_next": [TIME], "live_next": [TIME],
        "first_only_truth": Optional(TIME), "first_only_live": Optional(TIME),
    }),
    "notes": [str],
    "looks_like": Optional({"id": str, "key": str, "why": str}),
    "hidden_by": Optional(str),
}  # fmt: skip
REPORT = {
    "schema_version": int,
    "tool": {"name": str, "version": str},
    "estate": str,
    "run": {"id": str, "started_at": TIME, "finished_at": TIME},
    "truth": [{
        "repo": str, "ref": str, "commit": Optional(COMMIT), "path": str,
        "team": Optional(str), "files": int, "error": Optional(ERROR), "notes": [str],
    }],
    "verdict": OneOf("agree", "findings", "incomplete", "invalid"),
    "complete": bool,
    "exit_code": int,
    "coverage": [{
        "platform": str, "kind": str, "version": str, "state": OneOf("read", "partial", "unread"),
        "workflows": int, "requests": int, "duration_ms": int,
        "unread": [{"what": str, "error": ERROR}],
        "description": str, "environment": str, "diagnostics": [DIAGNOSTIC],
    }],
    "summary": {
        "workflows": int, "places": int, "findings": int, "new": int, "resolved": int,
        "waived": int, "held": int, "any_fields": int, "critical": int, "high": int,
        "medium": int, "low": int, "observed": int, "agreeing": int,
        "waived_by_team": ANY, "any_by_team": ANY,
    },
    "findings": [FINDING],
    "resolved": [{
        "key": str, "message": str, "how": str, "first_seen": TIME, "closed_at": TIME,
    }],
    "notes": [{
        "kind": OneOf("not_compared", "agrees_with_note", "waiting", "platform", "local_change"),
        "workflow": Optional(str), "platform": Optional(str), "id": Optional(str),
        "field": Optional(str), "text": str,
    }],
    "valid_until": Optional(TIME),
    "groups": [{
        "cause_group": str, "field": Optional(str),
        "members": [{
            "key": re.compile(r"[0-9a-f]{32}"), "workflow": Optional(str),
            "platform": Optional(str), "id": Optional(str), "owner": ANY, "status": str,
        }],
    }],
}  # fmt: skip


def _object(value, shape, at):
    if not isinstance(value, dict):
        return [f"{at}: not an object"]
    found = [f"{at}: unknown member {name}" for name in value if name not in shape]
    for name, inner in shape.items():
        if name in value:
            inner = inner.shape if isinstance(inner, Absent) else inner
            found += _check(value[name], inner, f"{at}.{name}")
        elif not isinstance(inner, Absent):
            found.append(f"{at}: no member {name}")
    known = [name for name in value if name in shape]
    if known != [name for name in shape if name in value]:
        found.append(f"{at}: members in another order: {', '.join(known)}")
    return found


def _check(value, shape, at):
    if shape is ANY:
        return []
    if isinstance(shape, Optional):
        return [] if value is None else _check(value, shape.shape, at)
    if isinstance(shape, dict):
        return _object(value, shape, at)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{at}: not a list"]
        return [c for i, item in enumerate(value) for c in _check(item, shape[0], f"{at}[{i}]")]
    if isinstance(shape, OneOf):
        return [] if value in shape.words else [f"{at}: {value!r} is none of {shape.words}"]
    if isinstance(shape, re.Pattern):
        right = isinstance(value, str) and shape.fullmatch(value)
        return [] if right else [f"{at}: {value!r} is not like {shape.pattern}"]
    if shape is float and type(value) is int:
        return []
    return [] if type(value) is shape else [f"{at}: {value!r} is no {shape.__name__}"]


def _sorted(rows, key, at):
    order = [key(row) for row in rows]
    return [] if order == sorted(order) else [f"{at}: not sorted"]


def _place(row):
    """Workflow first, those without one last; then platform, id and field, null first."""
    return (row["workflow"] is None, row["workflow"] or "", row["platform"] or "", row["id"] or "", row["field"] or "")


def _agreement(report):
    """What one part of a report says about another."""
    found = []
    shown = [
        f
        for f in report["findings"]
        if f["waiver"] is None and f["mode"] != "observe" and f["cause"] != "unread"
    ]
    summary = report["summary"]
    for severity in SEVERITIES:
        count = sum(f["severity"] == severity for f in shown)
        if count != summary[severity]:
            found.append(f"summary.{severity}: {summary[severity]}, there are {count}")
    if summary["findings"] != len(shown):
        found.append(f"summary.findings: {summary['findings']}, there are {len(shown)}")
    if summary["resolved"] != len(report["resolved"]):
        found.append("summary.resolved differs from the list")
    keys = [f["key"] for f in report["findings"]]
    if len(set(keys)) != len(keys):
        found.append("findings: a key stands twice")
    for finding in report["findings"]:
        differs = finding["cause"] in ("drifted", "pending", "conflict", "unbased")
        if differs and not finding["leaves"]:
            found.append(f"{finding['key']}: {finding['cause']} without a difference")
        if differs and finding["field"] is None:
            found.append(f"{finding['key']}: {finding['cause']} without a field")
    unread = any(row["state"] != "read" for row in report["coverage"])
    unread = unread or any(row["error"] for row in report["truth"])
    if unread and report["complete"]:
        found.append("complete, though something was not read")
    if report["verdict"] == "agree" and not report["complete"]:
        found.append("the verdict is agree, though something was not read")
    return found


def _no_duplicates(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a member stands twice: {names}")
    return dict(pairs)


def load(text: str) -> dict:
    return json.loads(text, object_pairs_hook=_no_duplicates)


def complaints(text: str) -> list[str]:
    report = load(text)
    found = _check(report, REPORT, "report")
    if found:
        return found
    found += _sorted(report["findings"], _place, "findings")
    found += _sorted(report["coverage"], lambda row: row["platform"], "coverage")
    return found + _agreement(report)
