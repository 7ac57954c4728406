"""Answers what an unmodified cron daemon makes of expressions: see tests/oracles/README.md.

    ask.py DAEMON OPTIONS CRONTAB CHECK HOURS

DAEMON with OPTIONS runs on the simulated clock of tests/beds/oracle-cron.sh for HOURS from the
second after START on: what fires later is not seen. CRONTAB CHECK ("crontab -n") tells which lines
the engine accepts. Every expression is the first part of a line of root's crontab; one that has not
five words (a macro: one) would take the command for a field or a field for the command, and is
refused here.
"""

import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

BED = os.path.join(os.path.dirname(__file__), "..", "..", "beds", "oracle-cron.sh")
# Daemons refuse a user's crontab of more than 1,000 lines.
CHECKED_AT_ONCE = 450
RUN_AT_ONCE = 300


def is_whole(expression):
    words = expression.split()
    if not words or words[0].startswith("#"):
        return False
    return len(words) == (1 if words[0].startswith("@") else 5)


def check_chunk(command, expressions, answers):
    """Sets the answer of each refused expression: the check stops at the first bad line.

    Each stands on a line of even number: Debian's crontab names the line before the bad one unless
    it has read that to its end.
    """
    while expressions:
        with tempfile.NamedTemporaryFile("w", suffix=".crontab") as table:
            table.write("".join(f"#\n{expression} job\n" for expression in expressions))
            table.flush()
            done = subprocess.run([*command, table.name], capture_output=True, text=True)
        if done.returncode == 0:
            return
        found = re.search(r'":(\d+): (.*)', done.stdout + done.stderr)
        if found is None:
            sys.exit(f"ask.py: {done.stdout}{done.stderr}")
        bad = (int(found[1]) - 1) // 2
        answers[expressions[bad]] = found[2]
        expressions = expressions[bad + 1 :]


def refusals(command, expressions):
    answers = {expression: "not five fields" for expression in expressions if not is_whole(expression)}
    whole = [expression for expression in expressions if is_whole(expression)]
    for begin in range(0, len(whole), CHECKED_AT_ONCE):
        check_chunk(command, whole[begin : begin + CHECKED_AT_ONCE], answers)
    return answers


def run(daemon, options, hours, zone, start, expressions):
    """The minutes at which the daemon starts each of the expressions."""
    with tempfile.NamedTemporaryFile("w", suffix=".crontab") as table:
        for number, expression in enumerate(expressions):
            # A leading dash keeps cronie from logging what it runs, and nothing else.
            table.write(f"{expression.removeprefix('-')} job{number}\n")
        table.flush()
        done = subprocess.run(
            ["bash", BED, table.name, zone, f"@{start + 1}", hours],
            env={**os.environ, "CRON_BIN": daemon, "CRON_OPTIONS": options},
            capture_output=True,
            text=True,
        )
    if done.returncode != 0:
        sys.exit(f"ask.py: {done.stderr}")
    fires = collections.defaultdict(set)
    for line in done.stdout.splitlines():
        epoch, _, _, command = line.split(maxsplit=3)
        fires[command].add(int(epoch) // 60 * 60)
    return {
        expression: sorted(fires[f"job{number}"]) for number, expression in enumerate(expressions)
    }


def main(daemon, options, check, hours):
    questions = []
    for line in sys.stdin:
        zone, start, count, expression = line.removesuffix("\n").split("\t", 3)
        questions.append((zone, int(start), int(count), expression))
    refused = refusals(check.split(), list(dict.fromkeys(question[3] for question in questions)))
    tables = collections.defaultdict(dict)
    for zone, start, _, expression in questions:
        if expression not in refused:
            tables[zone, start][expression] = None
    answers = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = []
        for (zone, start), expressions in tables.items():
            every = list(expressions)
            for begin in range(0, len(every), RUN_AT_ONCE):
                chunk = every[begin : begin + RUN_AT_ONCE]
                runs.append((zone, start, pool.submit(run, daemon, options, hours, zone, start, chunk)))
        for zone, start, result in runs:
            for expression, fires in result.result().items():
                answers[zone, start, expression] = fires
    for zone, start, count, expression in questions:
        if expression in refused:
            print(f"error\t{refused[expression]}")
        else:
            print("fires\t" + " ".join(map(str, answers[zone, start, expression][:count])))


main(*sys.argv[1:])
