"""Answers what croniter makes of expressions: see ../README.md.

    oracle.py PACKAGES [and|cronbug]

PACKAGES is a folder that holds one croniter and what it needs.
"""

import functools
import multiprocessing
import os
import sys
import zoneinfo
from datetime import datetime, timezone

sys.path.insert(0, sys.argv[1])

from croniter import CroniterBadCronError, CroniterBadDateError, croniter  # noqa: E402

MODE = sys.argv[2] if len(sys.argv) > 2 else ""
OPTIONS = {"": {}, "and": {"day_or": False}, "cronbug": {"implement_cron_bug": True}}[MODE]


@functools.cache
def zone(name):
    return zoneinfo.ZoneInfo(name)


def answer(line):
    name, start, count, expression = line.rstrip("\n").split("\t", 3)
    begin = datetime.fromtimestamp(int(start), timezone.utc)
    # Versions before 6.1 count in the zone of the times that they are given, by a lag of their own.
    begin = begin.replace(tzinfo=None) if name == "UTC" else begin.astimezone(zone(name))
    fires = []
    try:
        search = croniter(expression, begin, **OPTIONS)
        for _ in range(int(count)):
            found = search.get_next(datetime)
            if name == "UTC":
                found = found.replace(tzinfo=timezone.utc)
            fires.append(str(int(found.timestamp())))
    except CroniterBadDateError:
        pass  # it finds no more
    except CroniterBadCronError as error:
        return "error\t" + " ".join(str(error).strip().split("\n")[-1].split()) + "\n"
    except Exception as error:  # what it does not foresee is a refusal too
        return "error\t" + type(error).__name__ + " " + " ".join(str(error).split()) + "\n"
    return "fires\t" + " ".join(fires) + "\n"


def main():
    # A byte that is no UTF-8 is for the engine to judge.
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    with multiprocessing.Pool(min(2, os.cpu_count() or 1)) as pool:
        for line in pool.imap(answer, sys.stdin, chunksize=500):
            sys.stdout.write(line)


if __name__ == "__main__":
    main()
