"""Answers when Airflow's scheduler creates runs: see ../README.md.

    oracle.py FOLDER...

The folders hold apache-airflow-core and what it needs; what the first ones hold counts, as another
version of croniter. The timetables are Airflow's own; a run is taken to have happened at START.
"""

import functools
import os
import sys
import tempfile

sys.path[1:1] = sys.argv[1:]
home = tempfile.mkdtemp()
os.environ["AIRFLOW_HOME"] = home
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"

import multiprocessing  # noqa: E402
import shutil  # noqa: E402
from datetime import timedelta  # noqa: E402

import pendulum  # noqa: E402
from airflow.timetables.base import DataInterval, TimeRestriction  # noqa: E402
from airflow.timetables.trigger import (  # noqa: E402
    CronTriggerTimetable,
    DeltaTriggerTimetable,
    MultipleCronTriggerTimetable,
)
from croniter import CroniterBadDateError, croniter  # noqa: E402
from dateutil.relativedelta import relativedelta  # noqa: E402

# Airflow makes a croniter for each step; what it expands a text to is always the same.
croniter._expand = staticmethod(functools.lru_cache(maxsize=64)(croniter._expand))

ALWAYS = TimeRestriction(earliest=None, latest=None, catchup=True)
NAMES = {"timedelta": timedelta, "relativedelta": relativedelta, "__builtins__": {}}


def timetable(text, zone):
    if text.startswith(("timedelta(", "relativedelta(")):
        return DeltaTriggerTimetable(eval(text, NAMES))
    parts = text.split(", ")
    if len(parts) > 1 and all(5 <= len(part.split()) <= 7 for part in parts):
        return MultipleCronTriggerTimetable(*parts, timezone=zone)
    return CronTriggerTimetable(text, timezone=zone)


def runs(text, zone, start, count):
    table = timetable(text, zone)
    for each in getattr(table, "_timetables", [table]):
        each.validate()
    last = pendulum.from_timestamp(start)
    found = []
    try:
        for _ in range(count):
            info = table.next_dagrun_info(
                last_automated_data_interval=DataInterval(last, last), restriction=ALWAYS
            )
            last = info.run_after
            found.append(str(int(last.timestamp())))
    except CroniterBadDateError:
        pass  # it finds no more
    return found


def answer(line):
    zone, start, count, text = line.rstrip("\n").split("\t", 3)
    try:
        return "fires\t" + " ".join(runs(text, zone, int(start), int(count))) + "\n"
    except Exception as error:  # whatever keeps a Dag from being loaded
        return "error\t" + type(error).__name__ + " " + " ".join(str(error).split()) + "\n"


def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    with multiprocessing.get_context("fork").Pool(min(2, os.cpu_count() or 1)) as pool:
        for line in pool.imap(answer, sys.stdin, chunksize=200):
            sys.stdout.write(line)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
