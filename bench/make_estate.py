"""Makes an estate of any size: host roots with crontabs, and a Git repository with the matching truth.

    make_estate.py DIR [--jobs 10000] [--hosts 200] [--seed 1] [--drifts 25]

DIR/hosts/host-NNN/ are the roots, DIR/truth.git is the (bare) repository with one commit, DIR/plumbline.yaml
the configuration. The same arguments give the same bytes. Some jobs are changed on the host after truth was
written; which ones stands in DIR/drifts.json.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess

ZONES = ["Europe/Berlin", "UTC", "America/New_York", "Asia/Tokyo"]
TEAMS = ["payments", "search", "data", "platform", "billing", "growth", "network", "support"]
USERS = ["root", "etl", "deploy", "www-data"]
VERBS = ["load", "export", "sync", "purge", "render", "ship", "check", "rotate", "index", "notify"]
NOUNS = ["orders", "invoices", "carts", "metrics", "events", "backups", "sitemaps", "prices", "letters", "keys"]
PASSWD = "".join(
    f"{user}:x:{uid}:{uid}::/var/empty:/bin/sh\n" for user, uid in zip(USERS, (0, 1001, 1002, 33), strict=True)
)
OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'
FILES_OF_A_HOST = ("cron.d/apps", "cron.d/loads", "cron.d/housekeeping", "user/etl", "user/deploy")


def a_schedule(dice: random.Random) -> str:
    """As people write them: round minutes, mostly daily, seldom monthly."""
    minute, hour = dice.randrange(0, 60, 5), dice.randrange(24)
    shapes = {
        f"{minute} {hour} * * *": 30,
        f"{minute} {hour} * * 1-5": 14,
        f"{minute} {hour} * * {dice.randrange(7)}": 10,
        f"{minute} {hour} {dice.choice([1, 2, 15])} * *": 6,
        f"{minute} * * * *": 12,
        f"*/{dice.choice([5, 10, 15, 20, 30])} * * * *": 14,
        f"{minute} */{dice.choice([2, 3, 4, 6, 12])} * * *": 6,
        f"{minute} {hour},{(hour + 12) % 24} * * *": 4,
        f"*/{dice.choice([10, 15])} 6-22 * * 1-5": 4,
    }
    return dice.choices(list(shapes), weights=list(shapes.values()))[0]


def a_job(dice: random.Random, number: int, host: str, zone: str) -> dict:
    source = dice.choice(FILES_OF_A_HOST)
    name = f"{dice.choice(VERBS)}-{dice.choice(NOUNS)}-{number:05}"
    return {
        "name": name,
        "team": dice.choice(TEAMS),
        "host": host,
        "source": source,
        "zone": zone,
        "cron": a_schedule(dice),
        "timeout": dice.choice([None, 300, 900, 1800, 3600, 7200]),
        "lock": dice.choice([None, None, "skip", "queue"]),
        "mail": dice.choice(["ops@example.com", "data-oncall@example.com"]),
        "user": source.partition("/")[2] if source.startswith("user/") else dice.choice(USERS),
        "paused": False,
        "command": f"/opt/jobs/bin/{name} --env=prod --level={dice.randrange(9)}",
    }


def duration(seconds: int) -> str:
    return f"{seconds // 3600}h" if seconds % 3600 == 0 else f"{seconds // 60}m"


def truth_file(job: dict) -> str:
    lines = [
        "plumbline: v1",
        f"workflow: {job['name']}",
        f"team: {job['team']}",
        f'schedule: {{cron: "{job["cron"]}", timezone: {job["zone"]}}}',
    ]
    if job["timeout"]:
        lines.append(f"timeout: {{run: {duration(job['timeout'])}}}")
    if job["lock"]:
        lines.append(f"concurrency: {{max: 1, when_busy: {job['lock']}}}")
    lines += [
        "notify:",
        f"  - {{on: output, channel: email, to: [{job['mail']}]}}",
        f"run_as: {job['user']}",
        "places:",
        f"  - {{platform: {job['host']}, id: {job['source']}#{job['name']}}}",
    ]
    return "\n".join(lines) + "\n"


def crontab_lines(job: dict) -> str:
    command = job["command"]
    if job["timeout"]:
        command = f"timeout {duration(job['timeout'])} {command}"
    if job["lock"]:
        command = f"flock {'-n ' if job['lock'] == 'skip' else ''}/run/lock/{job['name']}.lock {command}"
    user = "" if job["source"].startswith("user/") else job["user"] + " "
    entry = f"{job['cron']} {user}{command}"
    return f"# plumbline: id={job['name']}\n{'#plumbline:paused# ' if job['paused'] else ''}{entry}\n"


def change_by_hand(dice: random.Random, job: dict) -> str:
    """Changes one job as somebody on the host might; says which field that is."""
    field = dice.choice(["schedule", "enabled", "timeout", "notify", "concurrency"])
    if field == "schedule":
        job["cron"] = "7 3 1 1 *"
    elif field == "enabled":
        job["paused"] = True
    elif field == "timeout":
        job["timeout"] = 5400
    elif field == "notify":
        job["mail"] = "somebody@example.com"
    else:
        job["lock"] = None if job["lock"] else "skip"
    return field


def write(path: pathlib.Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def write_host(root: pathlib.Path, zone: str, jobs: list[dict]) -> None:
    write(root / "etc/crontab", "SHELL=/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin\n")
    write(root / "etc/passwd", PASSWD)
    write(root / "etc/os-release", OS_RELEASE)
    (root / "etc/localtime").symlink_to(f"/usr/share/zoneinfo/{zone}")
    for source in FILES_OF_A_HOST:
        text, mail = "PATH=/usr/local/bin:/usr/bin:/bin\n", None
        for job in (job for job in jobs if job["source"] == source):
            if job["mail"] != mail:
                mail = job["mail"]
                text += f"MAILTO={mail}\n"
            text += "\n" + crontab_lines(job)
        if source.startswith("user/"):
            write(root / "var/spool/cron/crontabs" / source.partition("/")[2], text, 0o600)
        else:
            write(root / "etc" / source, text)


def write_truth(repository: pathlib.Path, files: dict[str, str]) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repository)], check=True)
    author = "Bench <bench@example.com> 1767225600 +0000"
    stream = [f"commit refs/heads/main\nauthor {author}\ncommitter {author}\ndata 5\ntruth\n".encode()]
    for name, text in files.items():
        body = text.encode()
        stream.append(f"M 100644 inline {name}\ndata {len(body)}\n".encode() + body + b"\n")
    subprocess.run(
        ["git", "-C", str(repository), "fast-import", "--quiet"], input=b"".join(stream), check=True
    )


def write_config(folder: pathlib.Path, hosts: list[str]) -> None:
    lines = ["config_version: 1", "estate: bench", "truth:", "  - {repo: ./truth.git, ref: main, path: workflows}", "platforms:"]
    lines += [f"  {host}: {{kind: cron, root: ./hosts/{host}}}" for host in hosts]
    lines += ["store: {path: ./plumbline.db}"]
    write(folder / "plumbline.yaml", "\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drifts", type=int, default=25)
    wanted = parser.parse_args()
    os.umask(0o022)
    for old in ("hosts", "truth.git"):
        shutil.rmtree(wanted.dir / old, ignore_errors=True)
    dice = random.Random(wanted.seed)
    hosts = [f"host-{number:03}" for number in range(wanted.hosts)]
    zones = {host: dice.choice(ZONES) for host in hosts}
    jobs = []
    for number in range(wanted.jobs):
        host = hosts[number % wanted.hosts]
        jobs.append(a_job(dice, number, host, zones[host]))
    write_truth(
        _made(wanted.dir) / "truth.git",
        {f"workflows/{job['team']}/{job['host']}/{job['name']}.yaml": truth_file(job) for job in jobs},
    )
    changed = dice.sample(jobs, min(wanted.drifts, len(jobs)))
    drifts = {f"{job['team']}/{job['name']}": change_by_hand(dice, job) for job in changed}
    by_host: dict[str, list[dict]] = {host: [] for host in hosts}
    for job in jobs:
        by_host[job["host"]].append(job)
    for host in hosts:
        write_host(wanted.dir / "hosts" / host, zones[host], by_host[host])
    write_config(wanted.dir, hosts)
    write(wanted.dir / "drifts.json", json.dumps(drifts, indent=1, sort_keys=True) + "\n")


def _made(folder: pathlib.Path) -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
