"""Answers when Prefect's server creates runs: see ../README.md.

    oracle.py PACKAGES

PACKAGES is a folder that holds prefect and what it needs. The zone of a question counts where the
text names none.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
home = tempfile.mkdtemp()
os.environ["PREFECT_HOME"] = home
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"

import multiprocessing  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
from datetime import datetime, timezone  # noqa: E402

from prefect._vendor.croniter import CroniterBadDateError  # noqa: E402
from prefect.server.schemas.schedules import (  # noqa: E402
    CronSchedule,
    IntervalSchedule,
    RRuleSchedule,
)


# A rule that never matches is sought to the year 9999: processor time after which we give up.
PATIENCE = 2.0


class SoughtInVain(BaseException):
    """None of the exceptions that Prefect catches."""


def give_up(_signal, _frame):
    raise SoughtInVain


def schedule(text, zone):
    if text.upper().startswith(("RRULE:", "FREQ=", "DTSTART")):
        return RRuleSchedule(rrule=text, timezone=zone)
    if not text.startswith("{"):
        return CronSchedule(cron=text, timezone=zone)
    members = json.loads(text)
    kinds = {"cron": CronSchedule, "interval": IntervalSchedule, "rrule": RRuleSchedule}
    kind = next(kinds[key] for key in kinds if key in members)
    if kind is not IntervalSchedule:
        members.setdefault("timezone", zone)
    return kind(**members)


def answer(line):
    zone, start, count, text = line.rstrip("\n").split("\t", 3)
    after = datetime.fromtimestamp(int(start) + 1, timezone.utc)
    wanted = int(count)
    found = set()
    signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        table = schedule(text, zone)
        # Near a gap Prefect counts dates from before the start too, an hour's at most.
        for asked in (wanted, wanted + 60):
            for one in table._get_dates_generator(n=asked, start=after):
                if one.timestamp() > int(start):
                    found.add(int(one.timestamp()))
            if len(found) >= wanted:
                break
    except (CroniterBadDateError, SoughtInVain):
        pass  # it finds no more
    except Exception as error:
        return "error\t" + type(error).__name__ + " " + " ".join(str(error).split()) + "\n"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "fires\t" + " ".join(map(str, sorted(found)[:wanted])) + "\n"


def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    with multiprocessing.get_context("fork").Pool(min(2, os.cpu_count() or 1)) as pool:
        for line in pool.imap(answer, sys.stdin, chunksize=200):
            sys.stdout.write(line)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
