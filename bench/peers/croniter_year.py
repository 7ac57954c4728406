"""How one would tell two schedules apart without reading them: every fire of a year, by croniter.

    croniter_year.py FILE COUNT

Takes COUNT of FILE's pairs, evenly spread (lines "ZONE <tab> EXPRESSION <tab> ZONE <tab>
EXPRESSION"), compares the fires of 2026 of both sides, and prints the CPU seconds a pair.
"""

import datetime
import sys
import time
import zoneinfo

import croniter


def fires(zone, expression):
    begin = datetime.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo(zone))
    end = datetime.datetime(2027, 1, 1, tzinfo=zoneinfo.ZoneInfo(zone)).timestamp()
    found = []
    each = croniter.croniter(expression, begin, ret_type=float)
    while (at := each.get_next()) < end:
        found.append(at)
    return found


def main(path, count):
    with open(path, encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    begin = time.process_time()
    equal = 0
    for pair in pairs[:: max(1, len(pairs) // count)][:count]:
        equal += fires(pair[0], pair[1]) == fires(pair[2], pair[3])
    print("peer_pair_cpu", (time.process_time() - begin) / count)
    print("peer_equal", equal)


main(sys.argv[1], int(sys.argv[2]))
