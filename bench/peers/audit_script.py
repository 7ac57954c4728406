"""The script that a good engineer would write instead of installing Plumbline.

    audit_script.py HOSTS-FOLDER TRUTH-FOLDER [--from 2026-01-01T00:00:00] [--equal-text-is-equal]

Reads /etc/crontab, /etc/cron.d and the user crontabs below each host root, and the truth files of a checkout;
compares what they say about schedule (by the next 100 fires), enabled, timeout, concurrency, mail and user;
prints the differences as JSON. It knows nothing of ignored files, dialects, bases, waivers or history.
"""

import argparse
import datetime
import functools
import json
import pathlib
import re
import shlex
import sys
import zoneinfo

import croniter
import deepdiff
import yaml

FIRES = 100
ENVIRONMENT = re.compile(r"""^\s*([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*$""")
MARKER = re.compile(r"^#\s*plumbline:\s*(.*)$")
PAUSED = "#plumbline:paused# "
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"^(\d+(?:\.\d+)?)([smhd]?)$")


class Loader(yaml.CSafeLoader):
    """YAML 1.2's idea of booleans: `on` is a word."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def seconds(text: str) -> int:
    match = DURATION.match(str(text))
    if not match:
        raise ValueError(f"no duration: {text}")
    return int(float(match[1]) * UNITS[match[2] or "s"])


@functools.lru_cache(maxsize=None)
def fires(expression: str, zone: str, start: datetime.datetime) -> tuple[float, ...]:
    iterator = croniter.croniter(expression, start.astimezone(zoneinfo.ZoneInfo(zone)), ret_type=float)
    return tuple(iterator.get_next() for _ in range(FIRES))


def wrappers(command: str) -> dict:
    """Time-out and concurrency, from `flock` and `timeout` in front of the command."""
    found: dict = {"timeout": None, "concurrency": None}
    try:
        words = shlex.split(command.replace("\\%", "%"))
    except ValueError:
        return found
    while words:
        name = words[0].rsplit("/", 1)[-1]
        if name == "flock":
            skip = False
            del words[0]
            while words and words[0].startswith("-"):
                skip = skip or words[0] in ("-n", "--nonblock")
                del words[0]
            del words[:1]
            found["concurrency"] = {"max": 1, "when_busy": "skip" if skip else "queue"}
        elif name == "timeout":
            del words[0]
            while words and words[0].startswith("-"):
                del words[0 : 2 if words[0] in ("-k", "-s") else 1]
            found["timeout"] = seconds(words.pop(0))
        elif name in ("chronic", "nice", "ionice"):
            del words[0]
        else:
            break
    return found


def read_crontab(path: pathlib.Path, source: str, owner: str | None, zone: str) -> dict[str, dict]:
    jobs: dict[str, dict] = {}
    environment: dict[str, str] = {}
    marker: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        enabled = not line.startswith(PAUSED)
        line = line.removeprefix(PAUSED).strip()
        if not line:
            marker = {}
            continue
        if line.startswith("#"):
            match = MARKER.match(line)
            if match:
                marker = dict(pair.split("=", 1) for pair in shlex.split(match[1]) if "=" in pair)
            continue
        match = ENVIRONMENT.match(line)
        if match:
            environment[match[1]] = next((group for group in match.groups()[1:] if group is not None), "")
            continue
        fields = 1 if line.startswith("@") else 5
        words = line.split(None, fields + (owner is None))
        if len(words) < fields + (owner is None) + 1:
            continue
        command = words[-1]
        mail = environment.get("MAILTO")
        job = {
            "schedule": (" ".join(words[:fields]), environment.get("CRON_TZ", zone)),
            "enabled": enabled,
            "run_as": owner or words[fields],
            "notify": [{"on": "output", "channel": "email", "to": [mail]}] if mail else [],
            **wrappers(command),
        }
        jobs[f"{source}#{marker.get('id') or command.split()[0].rsplit('/', 1)[-1]}"] = job
        marker = {}
    return jobs


def zone_of(root: pathlib.Path) -> str:
    link = root / "etc/localtime"
    return str(link.readlink()).split("zoneinfo/", 1)[-1] if link.is_symlink() else "UTC"


def read_host(root: pathlib.Path) -> dict[str, dict]:
    zone = zone_of(root)
    jobs: dict[str, dict] = {}
    system = root / "etc/crontab"
    if system.is_file():
        jobs |= read_crontab(system, "crontab", None, zone)
    for folder, prefix in ((root / "etc/cron.d", "cron.d"), (root / "var/spool/cron/crontabs", "user")):
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                jobs |= read_crontab(path, f"{prefix}/{path.name}", path.name if prefix == "user" else None, zone)
    return jobs


def read_truth(folder: pathlib.Path) -> tuple[dict[tuple[str, str], tuple[str, dict]], list[dict]]:
    declared: dict[tuple[str, str], tuple[str, dict]] = {}
    problems = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            with path.open("rb") as stream:
                document = yaml.load(stream, Loader=Loader)
            job = {
                "schedule": (document["schedule"]["cron"], document["schedule"]["timezone"]),
                "enabled": document.get("enabled", True),
                "run_as": document.get("run_as"),
                "notify": document.get("notify", []),
                "timeout": seconds(document["timeout"]["run"]) if "timeout" in document else None,
                "concurrency": document.get("concurrency"),
            }
            for place in document["places"]:
                declared[place["platform"], place["id"]] = (f"{document['team']}/{document['workflow']}", job)
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            problems.append({"file": str(path), "cause": "invalid", "error": str(error)})
    return declared, problems


def compare(truth: dict, live: dict, start: datetime.datetime, equal_text_is_equal: bool) -> dict:
    if equal_text_is_equal and truth == live:
        return {}
    left = {**truth, "schedule": fires(*truth["schedule"], start)}
    right = {**live, "schedule": fires(*live["schedule"], start)}
    if left == right:
        return {}
    difference = deepdiff.DeepDiff(left, right, ignore_order=True)
    fields = {re.match(r"root\['(\w+)'\]", path)[1] for paths in difference.values() for path in paths}
    return {field: {"truth": truth[field], "live": live[field]} for field in sorted(fields)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("hosts", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--from", dest="start", default="2026-01-01T00:00:00")
    parser.add_argument(
        "--equal-text-is-equal",
        action="store_true",
        help="do not compute the fires where both sides are spelled alike (wrong across dialects)",
    )
    wanted = parser.parse_args()
    start = datetime.datetime.fromisoformat(wanted.start).replace(tzinfo=datetime.timezone.utc)
    declared, findings = read_truth(wanted.truth)
    live = {
        (root.name, native): job for root in sorted(wanted.hosts.iterdir()) for native, job in read_host(root).items()
    }
    for key in sorted(declared.keys() | live.keys()):
        place = {"platform": key[0], "id": key[1]}
        if key not in live:
            findings.append({**place, "workflow": declared[key][0], "cause": "missing"})
        elif key not in declared:
            findings.append({**place, "cause": "unmanaged"})
        else:
            workflow, truth = declared[key]
            for field, sides in compare(truth, live[key], start, wanted.equal_text_is_equal).items():
                findings.append({**place, "workflow": workflow, "field": field, **sides})
    json.dump(findings, sys.stdout, indent=1)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
