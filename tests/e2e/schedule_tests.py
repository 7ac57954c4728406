"""`plumbline schedule …`: two schedules pasted by a stranger, long lists, and what nobody should paste."""

import json
import os
import subprocess
import time
import xml.dom.minidom

import program

GOLDEN = program.ROOT / "tests" / "golden"
VECTORS = program.ROOT / "tests" / "schedule" / "vectors.json"
AS_OF = ("--as-of", "2026-01-01T00:00:00Z")


class Case(program.Case):
    def compare(self, a, b, *more, code=0):
        return self.plumbline("schedule", "compare", *AS_OF, *more, "--", a, b, code=code)

    def relation(self, a, b, code=0):
        return self.compare(a, b, "--json", code=code).json()["relation"]

    def check_golden(self, name, text):
        path = GOLDEN / name
        if os.environ.get("PLUMBLINE_APPROVE"):
            path.write_text(text)
        self.assertEqual(text, path.read_text())


class Compare(Case):
    def test_the_first_word_is_the_relation_and_the_exit_code_says_the_same(self):
        for a, b, relation, code in (
            ("argo:0 9 * * 1-5@UTC", "debian-cron:0 9 * * mon-fri@UTC", "equal", 0),
            ("debian-cron:0 0 */2 * 1@UTC", "argo:0 0 */2 * 1@UTC", "subset", 1),
            ("argo:0 0 */2 * 1@UTC", "debian-cron:0 0 */2 * 1@UTC", "superset", 1),
            ("argo:0 9 * * *@UTC", "argo:0 10 * * *@UTC", "different", 1),
            ("argo:0 9 * * *@UTC", "argo:0 9 * * *@Europe/London", "seasonal", 1),
            ("argo:30 2 * * *@Europe/Berlin", "cronie:30 2 * * *@Europe/Berlin", "equal-except-dst", 1),
            ("debian-cron:0 22-4 * * *@UTC", "argo:0 9 * * *@UTC", "never-a", 1),
            ("argo:@every 90m", "argo:@every 90m", "unknown-phase", 3),
            ("argo:0 9 * * *", "argo:0 9 * * *@Europe/Berlin", "unknown-zone", 3),
            ("trigger:manual", "argo:0 9 * * *@UTC", "incomparable", 1),
            ("every:90m", "trigger:manual", "incomparable", 1),
        ):
            with self.subTest(f"{a}   {b}"):
                self.assertTrue(self.compare(a, b, code=code).out.startswith(f"{relation}: "))
                self.assertEqual(self.relation(a, b, code), relation)

    def test_a_difference_comes_with_its_first_instants_in_utc_and_both_zones(self):
        run = self.compare("argo:0 9 * * *@Europe/Berlin", "argo:30 2 * * *@Asia/Tokyo", code=1)
        for words in (
            "Thu 2026-01-01 08:00 UTC", "Thu 2026-01-01 09:00 Europe/Berlin",
            "Thu 2026-01-01 17:00 Asia/Tokyo", "Thu 2026-01-01 17:30 UTC",
            "runs a month", "the clock of Europe/Berlin goes from 02:00 to 03:00 on Sun 2026-03-29",
        ):  # fmt: skip
            self.assertIn(words, run.out)
        found = self.compare(
            "argo:0 9 * * *@Europe/Berlin", "argo:30 2 * * *@Asia/Tokyo", "--json", code=1
        ).json()
        self.assertEqual(found["first_only_a"]["utc"], "2026-01-01T08:00:00Z")
        self.assertEqual(
            found["first_only_a"]["local"],
            [{"zone": "Europe/Berlin", "time": "2026-01-01T09:00:00+01:00"},
             {"zone": "Asia/Tokyo", "time": "2026-01-01T17:00:00+09:00"}],
        )  # fmt: skip

    def test_seasons_are_told_with_their_days(self):
        pair = ("argo:0 9 * * *@UTC", "argo:0 9 * * *@Europe/London")
        words = (
            "They agree while Europe/London is on winter time; from Sun 2026-03-29 to Sun 2026-10-25 "
            "B runs one hour earlier."
        )
        self.assertIn(words, " ".join(self.compare(*pair, code=1).out.split()))
        self.assertIn(words, self.compare(*pair, "--json", code=1).json()["summary"])

    def test_the_screen_is_the_approved_one(self):
        pairs = {
            "equal": ("0 9 * * 1-5@UTC", "debian-cron:0 9 * * mon-fri@UTC", 0),
            "day-rule": ("debian-cron:0 0 */2 * 1@UTC", "argo:0 0 */2 * 1@UTC", 1),
            "clock-change": ("argo:30 2 * * *@Europe/Berlin", "cronie:30 2 * * *@Europe/Berlin", 1),
        }
        for name, (a, b, code) in pairs.items():
            with self.subTest(name):
                run = self.compare(a, b, code=code)
                self.check_golden(f"schedule-compare-{name}.txt", run.out)
                self.assertLessEqual(len(run.out.splitlines()), 24)
        readme = (program.ROOT / "README.md").read_text()
        self.assertIn((GOLDEN / "schedule-compare-day-rule.txt").read_text(), readme)

    def test_what_was_assumed_is_said(self):
        run = self.compare("0 9 * * 1-5@UTC", "argo:0 9 * * 1-5@UTC")
        self.assertIn("no dialect is named", run.out)
        found = self.compare("0 9 * * 1-5@UTC", "argo:0 9 * * 1-5@UTC", "--json").json()
        self.assertEqual(found["a"]["dialect"], "portable")
        self.assertEqual((len(found["a"]["assumed"]), found["b"]["assumed"]), (1, []))

    def test_a_text_with_two_meanings_needs_a_dialect(self):
        run = self.compare("0 0 */2 * 1@UTC", "argo:0 9 * * *@UTC", code=4)
        self.assertEqual(run.out, "")
        self.assertIn("does not mean the same in all", run.err)
        for word in ("debian-cron", "argo", "DIALECT:EXPR"):
            self.assertIn(word, run.err)

    def test_what_was_copied_with_the_schedule_is_left_out_and_that_is_said(self):
        run = self.compare(
            "OnCalendar=Mon..Fri *-*-* 06:30:00 UTC", "CronTriggerTimetable('30 6 * * 1-5', timezone='UTC')"
        )
        self.assertIn("this is OnCalendar= of a systemd timer: read as systemd:Mon..Fri", run.out)
        self.assertIn("this is Airflow's CronTriggerTimetable: read as airflow-trigger:", run.out)
        run = self.plumbline("schedule", "explain", "30 6 * * 1-5 root /usr/bin/backup --all")
        self.assertIn('with the command "root /usr/bin/backup --all": read as debian-cron', " ".join(run.out.split()))
        run = self.plumbline("schedule", "explain", "CRON_TZ=Europe/Berlin\n30 6 * * *", code=4)
        self.assertIn("write 'cronie:30 6 * * *@Europe/Berlin'", run.err)
        pair = [{"id": 1, "a": "schedule='0 6 * * *'@UTC", "b": "argo:0 6 * * *@UTC"}]
        run = self.plumbline("schedule", "compare", "--batch", "-", stdin=json.dumps(pair).encode())
        self.assertEqual(run.json(), {"id": 1, "relation": "equal"})

    def test_no_dialect_is_guessed_that_skips_a_part_of_the_text(self):
        for text, more in (("0 9 * * *@Europe/Berlin", ["--timezone-a", "UTC"]), ("0 9\u201317 * * *", []),
                           ("0 6 * * * # nightly", []), ("#0 6 * * * root /bin/x", [])):  # fmt: skip
            with self.subTest(text):
                run = self.compare(text, "argo:0 9 * * *@UTC", *more, code=4)
                self.assertIn("skipping a part of it", run.err)

    def test_what_people_call_it_leads_to_the_dialect_and_to_quotes(self):
        for called, dialect in (
            ("k8s", "k8s-cronjob"), ("eventbridge", "aws-scheduler"), ("aws", "aws-scheduler"),
            ("cron", "debian-cron"), ("debian-corn", "debian-cron"), ("argoo", "argo"), ("GitHub-Actions", "portable"),
        ):  # fmt: skip
            with self.subTest(called):
                run = self.compare(f"{called}:0 9 * * *@UTC", "argo:0 9 * * *@UTC", code=4)
                self.assertIn(f"did you mean {dialect}?", run.err)
                run = self.plumbline("schedule", "render", "argo:0 9 * * *@UTC", "--to", called, code=4)
                self.assertIn(f"did you mean {dialect}?", run.err)
        run = self.plumbline("schedule", "compare", "0", "9", "*", "*", "1-5", code=4)
        self.assertIn("quote each schedule", run.err)

    def test_help_and_manual_list_every_dialect(self):
        run = self.compare("nobody:0 9 * * *@UTC", "argo:0 9 * * *@UTC", code=4)
        names = run.err.split("this build reads ")[1].split("\n")[0].split(", ")
        self.assertIn("airflow-data-interval", names)
        text = self.plumbline("schedule", "--help").out
        manual = (program.ROOT / "docs" / "schedule.md").read_text()
        for name in names:
            with self.subTest(name):
                self.assertRegex(text, f"(?m)^  {name} +[^ ]")
                self.assertIn(f"| `{name}` | ", manual)

    def test_a_text_that_its_system_refuses_is_4_with_a_mark_under_the_place(self):
        run = self.compare("argo:0 9 * * *@UTC", "argo:0 24 * * *@UTC", code=4)
        self.assertEqual(run.out, "")
        self.assertIn("plumbline: B: ", run.err)
        self.assertIn("  0 24 * * *\n    ^\n", run.err)
        self.assertEqual(self.relation("argo:0 9 * * *", "argo:0 24 * * *", 4), "invalid-b")
        self.assertEqual(self.relation("argo:x", "argo:0 24 * * *", 4), "invalid-both")

    def test_an_engine_that_loses_runs_is_not_said_to_fire_alike(self):
        run = self.compare("debian-cron:*/7 * * * *@UTC", "OnCalendar=*:0/7 UTC")
        self.assertIn("the engine of B loses some of them, see the warning", " ".join(run.out.split()))
        self.assertIn("warning: the step of the minute has no end", run.out)

    def test_a_clock_change_meets_what_runs_every_hour(self):
        for minute, words in (
            ("*/30", "it runs every hour: skipped times do not run, repeated times run twice"),
            ("30 9", "which skips or repeats none of its times"),
        ):
            hours = "" if " " in minute else " *"
            text = f"argo:{minute}{hours} * * *@Europe/Berlin"
            run = self.compare(text, text)
            self.assertIn(words, " ".join(run.out.split()))

    def test_options_take_an_argument_as_it_is(self):
        found = self.compare(
            "0 9 * * *", "0 9 * * *@UTC", "--json",
            "--dialect-a", "argo", "--timezone-a", "UTC", "--dialect-b", "k8s-cronjob",
        ).json()  # fmt: skip
        self.assertEqual(
            [(found[s]["dialect"], found[s]["expr"], found[s]["tz"]) for s in "ab"],
            [("argo", ["0 9 * * *"], "UTC"), ("k8s-cronjob", ["0 9 * * *"], "UTC")],
        )

    def test_json_in_place_of_a_text_may_list_several(self):
        both = {"dialect": "argo", "expr": ["0 9 * * *", "0 17 * * *"], "tz": "UTC"}
        self.assertEqual(self.relation(json.dumps(both), "argo:0 9,17 * * *@UTC"), "equal")

    def test_a_schedule_too_few_or_too_many_is_4(self):
        for words in ([], ["argo:0 9 * * *"], ["a", "b", "c"], ["x", "--batch", "-"]):
            with self.subTest(words):
                self.plumbline("schedule", "compare", *words, code=4)


class CompareBatch(Case):
    def batch(self, text, code=0, **more):
        run = self.plumbline(
            "schedule", "compare", *AS_OF, "--batch", "-", stdin=text.encode(), code=code, **more
        )
        return [json.loads(line) for line in run.out.splitlines()]

    def entry(self, number, a="0 9 * * *", b="0 9 * * *"):
        side = {"dialect": "argo", "tz": "UTC"}
        return {"id": number, "a": {**side, "expr": a}, "b": {**side, "expr": b}}

    def test_the_worked_pairs_come_out_as_they_were_worked_out(self):
        vectors = json.loads(VECTORS.read_text())["vectors"]
        run = self.run_program("schedule", "compare", *AS_OF, "--batch", VECTORS)
        rows = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual([row["id"] for row in rows], [vector["id"] for vector in vectors])
        wrong = [
            (row, vector["relation"]) for row, vector in zip(rows, vectors, strict=True)
            if row.get("relation") != vector["relation"]
        ]  # fmt: skip
        self.assertEqual(wrong, [])

    def test_a_line_is_the_promised_one_to_the_byte(self):
        text = json.dumps([self.entry("S001"), self.entry("S002", b="0 25 * * *")])
        run = self.plumbline("schedule", "compare", "--batch", "-", stdin=text.encode())
        self.assertEqual(
            run.out,
            '{"id": "S001", "relation": "equal"}\n{"id": "S002", "relation": "invalid-b"}\n',
        )

    def test_an_expression_may_be_a_list(self):
        rows = self.batch(json.dumps([self.entry(1, a=["0 9 * * *", "0 17 * * *"], b="0 9,17 * * *")]))
        self.assertEqual(rows, [{"id": 1, "relation": "equal"}])

    def test_no_expression_is_a_workflow_that_nothing_starts(self):
        rows = self.batch(json.dumps([self.entry(1, a=None, b=None), self.entry(2, a=None)]))
        self.assertEqual(
            rows, [{"id": 1, "relation": "equal"}, {"id": 2, "relation": "incomparable"}]
        )
        known = {"dialect": "airflow", "expr": None}
        rows = self.batch(
            json.dumps([
                {"id": 1, "a": {"dialect": "airflw", "expr": None}, "b": known},
                {"id": 2, "a": {"dialect": "no-such-thing", "expr": None}, "b": known},
                {"id": 3, "a": {"expr": None, "tz": "Mars/Base"}, "b": known},
                {"id": 4, "a": {"dialect": "trigger", "expr": None}, "b": known},
            ]), code=4,
        )  # fmt: skip
        self.assertEqual([row.get("relation") for row in rows], [None, None, "invalid-a", "equal"])
        self.assertIn("did you mean airflow?", rows[0]["error"])

    def test_runs_may_be_spread(self):
        entry = self.entry(1)
        entry["a"]["jitter"] = 900
        self.assertEqual(self.batch(json.dumps([entry])), [{"id": 1, "relation": "equal-firing"}])
        for jitter in (-1, 1.5, "900", 2**63, 2**62):
            entry["a"]["jitter"] = jitter
            self.assertIn("jitter", self.batch(json.dumps([entry]), code=4)[0]["error"])

    def test_a_key_that_is_none_is_an_error_and_timezone_is_another_name_of_tz(self):
        nine = {"dialect": "argo", "expr": "0 9 * * *"}
        berlin, utc = {**nine, "timezone": "Europe/Berlin"}, {**nine, "tz": "UTC"}
        rows = self.batch(
            json.dumps([
                {"id": 1, "a": berlin, "b": "argo:0 9 * * *@Europe/Berlin", "why": "skipped"},
                {"id": 2, "a": berlin, "b": utc},
                {"id": 3, "a": {**berlin, "tz": "UTC"}, "b": utc},
                {"id": 4, "a": {**nine, "time_zone": "UTC"}, "b": utc},
            ]), code=4,
        )  # fmt: skip
        self.assertEqual([row.get("relation") for row in rows], ["equal", "different", None, None])
        self.assertIn("`tz` and `timezone`", rows[2]["error"])
        self.assertIn('a schedule has no key "time_zone"', rows[3]["error"])

    def test_a_key_that_stands_twice_is_an_error_wherever_it_stands(self):
        nine, eight = "argo:0 9 * * *", "argo:0 8 * * *"
        temporal = '{"cronString": ["0 9 * * *"], "cronString": ["0 8 * * *"]}'
        prefect = '{"cron": "0 9 * * *", "cron": "0 8 * * *"}'
        rows = self.batch(
            f'{{"id": 1, "a": "{nine}", "a": "{eight}", "b": "{nine}"}}\n'
            f'{{"id": 2, "a": {{"expr": "{nine}", "expr": "{eight}"}}, "b": "{nine}"}}\n'
            + json.dumps({"id": 3, "a": f"temporal:{temporal}", "b": f"prefect:{prefect}"}),
            code=4,
        )
        self.assertIn('the key "a" stands twice', rows[0]["error"])
        self.assertIn('the key "expr" stands twice', rows[1]["error"])
        self.assertEqual(rows[2], {"id": 3, "relation": "invalid-both"})
        for text, key in ((f"temporal:{temporal}", "cronString"), (f"prefect:{prefect}", "cron")):
            run = self.plumbline("schedule", "explain", text, code=4)
            self.assertIn(f'the key "{key}" stands twice', run.err)
        twice = f'{{"vectors": [{{"id": 1, "a": "{nine}", "b": "{nine}"}}], "vectors": [{{"id": 2}}]}}'
        self.assertEqual(self.batch(twice, code=4), [{"id": 1, "relation": "equal"}])

    def test_a_long_list_is_refused_with_its_length_and_the_limit(self):
        def answer(texts):
            return self.batch(json.dumps([self.entry(1, a=texts)]), code=4)[0]["error"]

        error = answer(["0 9 * * *"] * 1001)
        self.assertIn("`expr` lists 1001 texts, more than the 1000 that are read", error)
        self.assertIn("compare parts of the list", error)
        self.assertIn("`expr` is an empty list", answer([]))
        self.assertIn("`expr` is neither a text nor a list", answer(7))

    def test_what_is_too_long_for_us_is_not_said_to_be_refused_by_its_system(self):
        spec = json.dumps({"cronString": ["0 9 * * *"] * 1001})
        timer = "\n".join(["0 9 * * *"] * 1001)
        for dialect, text, word in (
            ("temporal", spec, "1001 calendars"), ("jenkins", timer, "1000 lines"),
            ("prefect", '{"interval": 40000000000}', "a thousand years"),
            ("airflow", "timedelta(days=400000)", "a thousand years"),
        ):  # fmt: skip
            with self.subTest(dialect):
                side = {"dialect": dialect, "expr": text, "tz": "UTC"}
                row = self.batch(json.dumps([{"id": 1, "a": side, "b": side}]), code=3)[0]
                self.assertNotIn("relation", row)
                self.assertIn(word, row["error"])

    def test_what_no_dialect_refuses_comes_with_its_reason(self):
        good = "argo:0 9 * * *@UTC"
        rows = self.batch(
            json.dumps([
                {"id": 1, "a": "0 0 */2 * 1@UTC", "b": good},
                {"id": 2, "a": {"dialect": "argo", "expr": "0 9 * * *", "tz": "PST"}, "b": good},
                {"id": 3, "a": "argo:0 25 * * *@UTC", "b": good},
            ]), code=4,
        )  # fmt: skip
        self.assertEqual(list(rows[0]), ["id", "error"])
        self.assertIn("does not mean the same in all", rows[0]["error"])
        self.assertEqual(list(rows[1].items())[:2], [("id", 2), ("relation", "invalid-a")])
        self.assertIn('a: there is no time zone "PST"', rows[1]["error"])
        self.assertEqual(rows[2], {"id": 3, "relation": "invalid-a"})

    def test_a_zone_that_the_engine_does_not_use_is_noted(self):
        rule = {"dialect": "aws-rule", "expr": "cron(0 9 * * ? *)", "tz": "Europe/Berlin"}
        rows = self.batch(
            json.dumps([
                {"id": 1, "a": rule, "b": "argo:0 9 * * *@UTC"},
                {"id": 2, "a": "argo:0 9 * * *@UTC", "b": {**rule, "tz": "UTC"}},
                {"id": 3, "a": "argo:0 9 * * *@UTC", "b": "aws-rule:cron(0 9 * * ? *)@Europe/Berlin"},
            ])
        )  # fmt: skip
        words = "EventBridge rules are always in UTC: the zone Europe/Berlin is not used"
        self.assertEqual(
            rows,
            [{"id": 1, "relation": "equal", "note": f"a: {words}"}, {"id": 2, "relation": "equal"},
             {"id": 3, "relation": "equal", "note": f"b: {words}"}],
        )  # fmt: skip

    def test_a_broken_entry_stops_no_other(self):
        good = json.dumps(self.entry("good"))
        broken = [
            "{}", "7", '"text"', "null", '{"id": "x"', '{"id": "x", "a": 1, "b": 2}', "[]",
            '{"id": "x", "a": {"dialect": "argo"}, "b": {"expr": []}}', "[}",
            '{"id": "x", "a": {"dialect": "nobody", "expr": "0 9 * * *"}, "b": "argo:0 9 * * *"}',
        ]  # fmt: skip
        for text in broken:
            with self.subTest(text):
                if text.count("{") > text.count("}"):
                    rows = self.batch(f"{good}\n{text}\n{good}\n", code=4)
                    self.assertEqual([row.get("relation") for row in rows], ["equal", None, "equal"])
                    continue
                rows = self.batch(f"[{good}, {text}, {good}]", code=4)
                self.assertEqual([row.get("relation") for row in rows], ["equal", None, "equal"])
                self.assertIn("error", rows[1])

    def test_a_list_may_stand_in_an_object_or_go_line_by_line(self):
        good = json.dumps(self.entry("good"))
        expected = [{"id": "good", "relation": "equal"}] * 2
        for text in (f'{{"meta": {{"vectors": [1]}}, "vectors": [{good}, {good}], "more": []}}', f"{good}\n{good}\n"):
            self.assertEqual(self.batch(text), expected)

    def test_what_is_no_list_is_4(self):
        for text in ("[", "[1", '{"vectors": [', "[] x", "\x00", "}", '["'):
            with self.subTest(text):
                self.plumbline("schedule", "compare", "--batch", "-", stdin=text.encode(), code=4)
        self.assertEqual(self.batch(""), [])
        self.plumbline("schedule", "compare", "--batch", "absent.json", code=4)
        self.plumbline("schedule", "compare", "--batch", self.work, code=4)

    def test_many_different_pairs_are_judged_in_a_moment(self):
        with open(self.work / "pairs.json", "w") as file:
            file.write("[")
            for n in range(20_000):
                minute, hour = n % 60, n // 60 % 24
                entry = self.entry(n, f"{minute} {hour} * * *", f"{minute} {hour} * * 0-6")
                file.write((",\n" if n else "") + json.dumps(entry))
            file.write("]")
        begun = time.monotonic()
        run = self.plumbline("schedule", "compare", "--batch", self.work / "pairs.json")
        print(f"20,000 pairs: {time.monotonic() - begun:.1f} s")
        self.assertEqual(run.out.count('"relation": "equal"'), 20_000)

    def test_an_answer_comes_before_the_list_ends(self):
        process = self.start("schedule", "compare", "--batch", "/dev/fd/0", stdin_pipe=True)
        process.stdin.write(f"[{json.dumps(self.entry('first'))},".encode())
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), b'{"id": "first", "relation": "equal"}\n')
        process.stdin.write(b"]")
        out, _ = process.communicate(timeout=60)
        self.assertEqual((out, process.returncode), (b"", 0))

    def start(self, *arguments, stdin_pipe=False, **more):
        return subprocess.Popen(
            [program.path(), *arguments], env=self.env, cwd=self.work, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
        )  # fmt: skip


class Next(Case):
    def test_it_prints_instants_in_utc_and_in_the_zone(self):
        run = self.plumbline(
            "schedule", "next", "argo:30 6 * * 1-5@Europe/Berlin", "--from", "2026-03-27", "--count", "2"
        )
        self.assertIn("Fri 2026-03-27 05:30 UTC  Fri 2026-03-27 06:30 Europe/Berlin\n", run.out)
        self.assertIn("Mon 2026-03-30 04:30 UTC  Mon 2026-03-30 06:30 Europe/Berlin\n", run.out)
        found = self.plumbline(
            "schedule", "next", "argo:30 6 * * 1-5@Europe/Berlin", "--from", "2026-03-27", "--json"
        ).json()
        self.assertEqual(len(found["instants"]), 10)
        self.assertEqual(found["instants"][1]["utc"], "2026-03-30T04:30:00Z")

    def test_the_years_may_have_more_digits_than_four_or_fewer(self):
        midnight, noon = "argo:0 0 * * *@UTC", "argo:0 12 * * *@UTC"
        for begin, days in (
            ("9999-12-31T23:59:59Z", ["10000-01-01", "10000-01-02"]),
            ("0000-01-01T00:00:00+23:00", ["0000-01-01", "0000-01-02"]),
            ("0000-01-01T12:00:00+13:00", ["0000-01-01", "0000-01-02"]),
        ):
            with self.subTest(begin):
                run = self.plumbline("schedule", "next", midnight, "--from", begin, "--count", "2", "--json")
                self.assertEqual([at["utc"] for at in run.json()["instants"]], [f"{day}T00:00:00Z" for day in days])
                run = self.plumbline("schedule", "calendar", midnight, noon, "--from", begin, "--days", "3")
                for day in days:
                    self.assertIn(f" {day} ", run.out)
                found = self.plumbline(
                    "schedule", "calendar", midnight, noon, "--from", begin, "--days", "3", "--json"
                ).json()
                for day in days:
                    self.assertIn(day, [each["day"] for each in found["days"]])
        run = self.plumbline(
            "schedule", "calendar", midnight, noon, "--from", "0000-01-01T00:00:00+23:00", "--days", "1"
        )
        self.assertIn(" -0001-12-31 ", run.out)
        pair = ["argo:30 2 * * *@Europe/Berlin", "debian-cron:30 2 * * *@Europe/Berlin"]
        run = self.plumbline("schedule", "compare", *pair, "--as-of", "9999-12-31T23:59:59Z", code=1)
        self.assertIn("on 10000-03-26 the clock skips 02:00 to 03:00: 02:30 does not run", run.out)
        run = self.plumbline(
            "schedule", "compare", *pair, "--as-of", "9999-12-31T23:59:59Z", "--json", code=1
        )
        self.assertIn("On 10000-03-26 only B runs at 01:00 UTC", run.json()["summary"])
        run = self.plumbline(
            "schedule", "render", "argo:0 9 * * *@Europe/London", "--to", "aws-rule",
            "--as-of", "9999-12-01", code=1,
        )  # fmt: skip
        self.assertIn("(from 10000-03-26 to 10000-10-29)", run.out)

    def test_a_clock_time_that_comes_again_is_marked(self):
        run = self.plumbline(
            "schedule", "next", "argo:30 2 * * *@Europe/Berlin", "--from", "2026-10-25", "--count", "3"
        )
        self.assertEqual(run.out.count("Sun 2026-10-25 02:30 Europe/Berlin"), 2)
        self.assertEqual(run.out.count("(again)"), 1)
        self.assertIn("01:30 UTC  Sun 2026-10-25 02:30 Europe/Berlin (again)\n", run.out)

    def test_what_is_missing_is_said_where_the_instants_are_not_known(self):
        for text, word in (
            ("airflow:timedelta(days=1)", "anchor"), ("cronie:0~5 9 * * *@UTC", "at random"),
            ("jenkins:H 9 * * *@UTC", "jenkins:team/job:EXPR"), ("argo:0 9 * * *", "@Europe/Berlin"),
            ("at:2020-01-01T00:00@UTC", "no run is left"), ("trigger:manual", "no clock starts it"),
        ):  # fmt: skip
            with self.subTest(text):
                code = 0 if text.startswith(("at:", "trigger:")) else 3
                run = self.plumbline("schedule", "next", text, "--from", "2026-01-01", code=code)
                self.assertIn(word, run.out)
                found = self.plumbline("schedule", "next", "--json", text, code=code).json()
                self.assertEqual(found["unknown"] is None, code == 0)
        question = json.dumps({"dialect": "argo", "expr": "@every 1h"}).encode()
        run = self.plumbline("schedule", "next", "--batch", "-", stdin=question, code=3)
        self.assertIn("counted from", run.json()["error"])

    def test_a_zone_that_the_engine_does_not_use_is_said(self):
        for command in ("next", "explain"):
            run = self.plumbline("schedule", command, "aws-rule:cron(0 9 * * ? *)@Europe/Berlin")
            self.assertIn("EventBridge rules are always in UTC: the zone Europe/Berlin is not used", run.out)
        run = self.plumbline("schedule", "explain", "aws-rule:cron(0 9 * * ? *)@UTC")
        self.assertNotIn("not used", run.out)

    def test_an_engine_that_has_a_zone_of_its_own_needs_none(self):
        for text, words in (
            ("aws-scheduler:cron(0 9 * * ? *)", "no zone is named: EventBridge Scheduler then runs it in UTC"),
            ("cron(0 9 * * ? *)", "no zone is named: EventBridge Scheduler then runs it in UTC"),
            ("temporal:0 9 * * *", "no zone is named: Temporal then runs it in UTC"),
        ):  # fmt: skip
            with self.subTest(text):
                run = self.plumbline("schedule", "next", text, "--from", "2026-01-01")
                self.assertIn(words, run.out)
                self.assertIn("Thu 2026-01-01 09:00 UTC", run.out)
                run = self.plumbline("schedule", "compare", *AS_OF, text, "argo:0 9 * * *@UTC")
                self.assertIn(words, run.out)
                pair = json.dumps([{"id": 1, "a": "argo:0 9 * * *@UTC", "b": text}]).encode()
                row = self.plumbline("schedule", "compare", *AS_OF, "--batch", "-", stdin=pair).json()
                self.assertEqual(row, {"id": 1, "relation": "equal", "note": f"b: {words}"})
        for text in ("temporal:CRON_TZ=Asia/Tokyo 0 9 * * *", "aws-scheduler:rate(5 minutes)"):
            run = self.plumbline("schedule", "explain", text)
            self.assertNotIn("no zone is named", run.out)
        self.plumbline("schedule", "next", "temporal:0 9 * * *@platform-default", code=3)
        self.plumbline("schedule", "next", "argo:0 9 * * *", code=3)

    def test_a_batch_is_a_line_a_question(self):
        side = {"dialect": "argo", "expr": "0 9 * * *", "tz": "Europe/London"}
        lines = [
            json.dumps({**side, "from": "2026-01-01T00:00:00Z", "count": 2}), "", "{broken",
            json.dumps({**side, "from": "2026-07-01T08:00:00Z", "count": 1}),
            json.dumps({**side, "count": -1}), json.dumps({**side, "count": 10**30}),
            json.dumps({**side, "count": 10**9}), json.dumps({**side, "expr": "0 25 * * *"}),
            json.dumps({**side, "tz": "Europe/Londn"}), json.dumps({**side, "from": "yesterday"}),
            json.dumps({**side, "count": 0}), json.dumps({**side, "dialect": "debian-cron", "expr": "0 4-2 * * *"}),
        ]  # fmt: skip
        run = self.plumbline("schedule", "next", "--batch", "-", stdin="\n".join(lines).encode(), code=4)
        rows = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual(rows[0], ["2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z"])
        self.assertEqual(rows[2], ["2026-07-01T08:00:00Z"])
        self.assertEqual([rows[9], rows[10]], [[], []])
        for n in (1, 3, 4, 5, 6, 7, 8):
            self.assertEqual(list(rows[n]), ["error"])
        self.assertEqual(len(rows), 11)

    def test_a_count_is_a_number_that_can_be_printed(self):
        for count in ("0", "-1", "x", "1e3", "100001", "99999999999999999999", "1.5"):
            with self.subTest(count):
                self.plumbline("schedule", "next", "argo:0 9 * * *@UTC", f"--count={count}", code=4)
        for when in ("yesterday", "2026-13-01", "2026-01-01T00:00", "-1"):
            with self.subTest(when):
                self.plumbline("schedule", "next", "argo:0 9 * * *@UTC", f"--from={when}", code=4)


class Over(Case):
    """A schedule whose last run is past."""

    PAST = json.dumps({"dialect": "argo", "expr": "0 9 * * *", "tz": "UTC", "end": "2025-01-01T00:00:00Z"})
    WORDS = "no run is left from Thu 2026-01-01 00:00 UTC on"

    def test_it_is_said_in_the_same_words_everywhere(self):
        for text in (self.PAST, "at:2020-01-01T00:00@UTC", "aws-scheduler:at(2020-01-01T00:00:00)@Europe/Berlin"):
            for command in (["explain", *AS_OF], ["lint", *AS_OF], ["next", "--from", AS_OF[1]]):
                with self.subTest(text, command=command):
                    run = self.plumbline("schedule", *command, text)
                    self.assertIn(self.WORDS, run.out)
            for command in ("explain", "lint"):
                run = self.plumbline("schedule", command, *AS_OF, "--json", text)
                self.assertEqual(run.json()["over"], self.WORDS)
        run = self.plumbline("schedule", "explain", "--as-of", "2024-01-01", self.PAST)
        self.assertNotIn("no run is left", run.out)
        run = self.plumbline("schedule", "lint", *AS_OF, "--json", "debian-cron:0 22-4 * * *@UTC", code=1)
        self.assertIsNone(run.json()["over"])

    def test_a_side_of_a_comparison_says_it(self):
        run = self.compare(self.PAST, "argo:0 9 * * *@UTC", code=1)
        self.assertIn("never-a: no run of A is left\n", run.out)
        self.assertEqual(run.out.count(self.WORDS), 1)
        found = self.compare("argo:0 9 * * *@UTC", self.PAST, "--json", code=1).json()
        self.assertEqual((found["a"]["over"], found["b"]["over"]), (None, self.WORDS))
        self.assertEqual(found["summary"], "No run of B is left.")
        self.assertIn("never-both: no run of either is left\n", self.compare(self.PAST, self.PAST).out)


class Options(Case):
    def test_a_value_that_is_left_empty_is_not_the_next_word(self):
        schedule = "argo:0 9 * * *@UTC"
        for command, options in (
            (["compare", schedule, schedule],
             ["as-of", "batch", "dialect-a", "dialect-b", "timezone-a", "timezone-b"]),
            (["next", schedule], ["count", "from", "batch", "dialect", "timezone"]),
            (["lint", schedule], ["as-of", "batch", "dialect", "timezone"]),
            (["explain", schedule], ["as-of", "batch", "dialect", "timezone"]),
            (["render", schedule], ["to", "as-of", "batch", "dialect", "timezone"]),
            (["calendar", schedule], ["from", "days", "in", "svg"]),
        ):  # fmt: skip
            for option in options:
                with self.subTest(f"{command[0]} --{option}"):
                    run = self.plumbline("schedule", *command, f"--{option}=", "UTC", code=4)
                    self.assertIn(f"--{option} is empty", run.err)
        run = self.plumbline("schedule", "next", schedule, "--from=", "--count=1", code=4)
        self.assertIn("--from is empty", run.err)
        # Behind -- all words are schedules.
        run = self.plumbline("schedule", "explain", "--", "--from=", code=4)
        self.assertNotIn("--from is empty", run.err)


class Words(Case):
    def test_lint_marks_the_part_that_is_meant(self):
        run = self.plumbline("schedule", "lint", "debian-cron:0 22-4 * * *@UTC", code=1)
        self.assertIn("critical reversed-range: ", run.out)
        self.assertIn("  0 22-4 * * *\n    ^~~~\n", run.out)
        found = self.plumbline("schedule", "lint", "--json", "debian-cron:0 22-4 * * *@UTC", code=1).json()
        self.assertIn(
            ("reversed-range", "critical", 2, 6),
            [(e["code"], e["level"], e["begin"], e["end"]) for e in found["lints"]],
        )
        self.assertIn("nothing to remark", self.plumbline("schedule", "lint", "argo:0 9 * * *@UTC").out)

    def test_lint_explain_and_render_take_lists(self):
        entries = json.dumps(
            [{"id": 1, "dialect": "debian-cron", "expr": "0 22-4 * * *", "tz": "UTC"}, {"id": 2},
             "argo:0 9 * * *@UTC", {"id": "x", "dialect": "argo", "expr": "0 25 * * *"}]
        ).encode()  # fmt: skip
        for command in (["lint"], ["explain"], ["render", "--to", "argo"]):
            with self.subTest(command):
                run = self.plumbline("schedule", *command, "--batch", "-", stdin=entries, code=4)
                rows = [json.loads(line) for line in run.out.splitlines()]
                self.assertEqual([row["id"] for row in rows], [1, 2, None, "x"])
                self.assertEqual(["error" in row for row in rows], [False, True, False, True])
                self.assertEqual(rows[2]["words"], "09:00 every day, UTC")
        critical = entries.replace(b', {"id": 2}', b"").split(b', {"id": "x"')[0] + b"]"
        self.plumbline("schedule", "lint", "--batch", "-", stdin=critical, code=1)
        for command in (["lint"], ["lint", "x", "--batch", "-"], ["explain"], ["next"]):
            self.plumbline("schedule", *command, code=4)

    def test_explain_says_it_in_words(self):
        run = self.plumbline("schedule", "explain", *AS_OF, "argo:30 6 * * 1-5@Europe/Berlin")
        self.check_golden("schedule-explain.txt", run.out)


    def test_render_writes_what_holds_or_says_why_not(self):
        run = self.plumbline(
            "schedule", "render", *AS_OF, "debian-cron:30 6 * * mon-fri@Europe/Berlin", "--to", "argo"
        )
        self.assertIn("  30 6 * * mon-fri\n", run.out)
        found = self.plumbline(
            "schedule", "render", *AS_OF, "--json", "debian-cron:30 6 13 * fri@UTC", "--to", "portable"
        ).json()
        self.assertEqual(len(found["text"]["lines"]), 2)
        self.assertEqual((found["text"]["relation"], found["nearest"]), ("equal", None))
        run = self.plumbline("schedule", "render", *AS_OF, "every:7s", "--to", "debian-cron", code=1)
        self.assertIn("unrepresentable: ", run.out)
        for words in (["--to", "nobody"], ["--to", "argoo"], []):
            with self.subTest(words):
                self.plumbline("schedule", "render", "argo:0 9 * * *@UTC", *words, code=4)
        for target in ("croniter@abc", "airflow@9x", "cronie@9x", "robfig@7"):
            with self.subTest(target):
                run = self.plumbline("schedule", "render", "argo:0 9 * * *@UTC", "--to", target, code=4)
                self.assertIn("--to: ", run.err)
        # What Jenkins reads is one text of two lines, to be pasted as it stands.
        run = self.plumbline("schedule", "render", "argo:0 9 * * *@Europe/Berlin", "--to", "jenkins")
        self.assertIn("  TZ=Europe/Berlin\n  0 9 * * *\n", run.out)


class Calendar(Case):
    PAIR = ("argo:30 2 * * 1-6@Europe/Berlin", "argo:30 3 * * 1-5@Europe/Berlin")

    def test_the_table_is_the_approved_one_and_the_picture_too(self):
        run = self.plumbline(
            "schedule", "calendar", *self.PAIR, "--from", "2026-03-25", "--days", "6", "--svg", "a.svg"
        )
        self.check_golden("schedule-calendar.txt", run.out)
        picture = (self.work / "a.svg").read_text()
        self.check_golden("schedule-calendar.svg", picture)
        drawn = self.plumbline(
            "schedule", "calendar", *self.PAIR, "--from", "2026-03-25", "--days", "6", "--svg", "-"
        )
        self.assertEqual(drawn.out, picture)

    def test_a_picture_is_xml_whatever_was_pasted(self):
        for text in ("argo:0 9 * * *@UTC", "jenkins:<b>&\"'</b>:0 9 * * *", "temporal:0 9 * * * # <script>&"):
            run = self.run_program("schedule", "calendar", text, "--svg", "-", "--from", "2026-01-01")
            if run.code == 0:
                xml.dom.minidom.parseString(run.out)

    def test_a_zone_may_be_asked_for_and_one_that_nobody_named_is_said(self):
        run = self.plumbline("schedule", "calendar", "argo:0 9 * * *", "--from", "2026-01-01", "--days", "1")
        self.assertIn("no zone is named: drawn as if it were in UTC", run.out)
        # Beside one whose zone is known its runs would seem to move.
        for pair, side in ((("argo:0 9 * * *", "argo:0 9 * * *@UTC"), "A"), (("argo:0 9 * * *@UTC", "argo:0 9 * * *"), "B")):
            run = self.plumbline("schedule", "calendar", *pair, code=3)
            self.assertIn(f"{side}: no zone is named, and the other schedule has one", run.err)
        run = self.plumbline(
            "schedule", "calendar", "argo:0 9 * * *@UTC", "--in", "Asia/Tokyo", "--from", "2026-01-01"
        )
        self.assertIn("Thu 2026-01-01  18:00", run.out)
        found = self.plumbline(
            "schedule", "calendar", *self.PAIR, "--json", "--from", "2026-03-25", "--days", "6"
        ).json()
        self.assertEqual([found[k] for k in ("kept", "moved", "lost", "new")], [0, 4, 1, 0])

    def test_instants_that_are_not_known_are_not_drawn_as_no_runs(self):
        for text, word in (
            ("every:90m", "anchor"), ("aws-scheduler:rate(5 minutes)", "anchor"),
            ("airflow:timedelta(days=1)", "anchor"), ("cronie:0~5 9 * * *@UTC", "at random"),
            ("jenkins:H 9 * * *@UTC", "jenkins:team/job:EXPR"), ("argo:0 9 * * *@any", "zone"),
        ):  # fmt: skip
            for words in ([text], ["argo:0 9 * * *@UTC", text]):
                with self.subTest(words):
                    run = self.plumbline("schedule", "calendar", *words, code=3)
                    self.assertEqual(run.out, "")
                    self.assertIn(word, run.err)
        known = '{"dialect": "every", "expr": "12h", "anchor": "2026-01-01T00:00:00Z"}'
        run = self.plumbline("schedule", "calendar", known, "--from", "2026-01-05", "--days", "1")
        self.assertIn("00:00, 12:00", run.out)

    def test_days_that_are_not_told_whole_are_left_out(self):
        pair = ("quartz:0/2 * * * * ?@UTC", "argo:0 9 * * *@UTC")
        run = self.plumbline("schedule", "calendar", *pair, "--from", "2026-01-01", "--days", "9")
        note = "shown until Fri 2026-01-02: there are more than 100000 runs"
        self.assertEqual(run.out.count(note), 2)
        self.assertNotIn("2026-01-03", run.out)
        found = self.plumbline(
            "schedule", "calendar", *pair, "--from", "2026-01-01", "--days", "9", "--json"
        ).json()
        self.assertEqual([len(day["runs"]) for day in found["days"]], [43200, 43200])
        self.assertEqual([found[k] for k in ("cut", "kept", "new")], [True, 2, 0])

    def test_the_picture_says_what_was_assumed_and_the_table_goes_by_time(self):
        drawn = self.plumbline("schedule", "calendar", "argo:0 9 * * *", "--svg", "-")
        self.assertIn(">no zone is named: drawn as if it were in UTC</text>", drawn.out)
        run = self.plumbline(
            "schedule", "calendar", "argo:0 6,9 * * *@UTC", "argo:0 9,12 * * *@UTC", "--days", "1"
        )
        self.assertRegex(run.out, "06:00, 09:00 +09:00, 12:00 +moved 06:00 → 12:00")

    def test_a_picture_takes_the_place_of_a_picture_and_of_nothing_else(self):
        words = ["schedule", "calendar", "argo:0 9 * * *@UTC", "--svg", "a.svg"]
        place = self.work / "a.svg"
        for there in ("notes\n", "<svg xmlns='http://www.w3.org/2000/svg'></svg>\n", "<svg"):
            with self.subTest(there):
                place.write_text(there)
                run = self.plumbline(*words, code=2)
                self.assertEqual((run.out, place.read_text()), ("", there))
                self.assertIn("name another file", run.err)
        place.write_text("")
        self.plumbline(*words, "--from", "2026-01-01")
        first = place.read_text()
        self.plumbline(*words, "--from", "2026-02-01")
        self.assertNotEqual(first, place.read_text())
        self.assertEqual([path.name for path in self.work.glob("a.svg*")], ["a.svg"])

    def test_what_cannot_be_drawn_is_4(self):
        for words in (
            ["--days", "0"], ["--days", "-1"], ["--days", "401"], ["--days", "x"], ["--from", "soon"],
            ["--in", "Nowhere"], ["--in", "../x"], ["argo:x"],
        ):  # fmt: skip
            with self.subTest(words):
                self.plumbline("schedule", "calendar", "argo:0 9 * * *@UTC", *words, code=4)
        self.plumbline("schedule", "calendar", "argo:0 9 * * *@UTC", "--svg", "no/such/folder.svg", code=2)
        for edge in ("0000-01-01", "9999-12-31"):
            self.plumbline("schedule", "calendar", "argo:0 9 * * *@Europe/Berlin", "--from", edge)


class Hostile(Case):
    """Nothing that is pasted ends the program, steers the terminal, or takes long."""

    def assert_refused(self, *arguments):
        begun = time.monotonic()
        run = self.plumbline("schedule", *arguments, code=4)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertEqual(run.out, "")
        self.assert_no_control_characters(run.err)
        self.assertLess(len(run.err), 4000)

    def test_strange_texts_are_refused(self):
        commas = "," * 100_000
        for text in (
            "", " ", "@", "@@", ":", "::", "argo:", "argo:@UTC", "argo:@", "@UTC", "0 9 * * *@", "{", "{}",
            '{"expr": 7}', "jenkins:a b c d e f:H H * * *", commas, f"argo:{commas}", f"cronie:{commas}",
            "a" * 100_000 + ":0 9 * * *", "argo:0 9 * * *@" + "A" * 100_000, "argo:\x1b[31m", "argo:0 9 * * *@../x",
            "argo:0 9 * * *@Nowhere", "0 9 * * *@Etc", "\u202e argo:0 9 * * *",
        ):  # fmt: skip
            for command in ("explain", "lint", "next"):
                with self.subTest(text[:40], command=command):
                    self.assert_refused(command, "--", text)

    def test_a_name_that_leaves_the_tz_database_is_none(self):
        self.assert_refused("explain", "argo:0 9 * * *", "--timezone", "../../etc/passwd")

    def test_bytes_that_are_no_utf8_are_refused(self):
        run = self.run_program("schedule", "explain", os.fsdecode(b"argo:0 9 * * \xff\xfe"))
        self.assertEqual(run.code, 4)

    def test_nul_bytes_and_long_entries_in_a_batch_are_entries_that_are_broken(self):
        side = {"dialect": "cronie", "tz": "UTC"}
        entries = [
            {"id": 1, "a": {**side, "expr": "0 9 * * *\x00"}, "b": {**side, "expr": "0 9 * * *"}},
            {"id": 2, "a": {**side, "expr": "1," * 500_000 + "1 * * * *"}, "b": {**side, "expr": "1 * * * *"}},
            {"id": 3, "a": {**side, "expr": ["0 9 * * *"] * 999}, "b": {**side, "expr": "0 9 * * *"}},
            {"id": 4, "a": {**side, "expr": ["0 9 * * *"] * 1001}, "b": {**side, "expr": "0 9 * * *"}},
            {"id": "\u202e\x1b]0;x\x07", "a": "argo:0 9 * * *", "b": "argo:0 9 * * *"},
            {"id": 6, "a": {**side, "expr": "0 9 * * *", "tz": "\x00"}, "b": {**side, "expr": "0 9 * * *"}},
        ]
        text = b"[" + b",".join(json.dumps(e).encode() for e in entries) + b', "\xff", {"id": ' + b"[" * 100_000
        run = self.plumbline("schedule", "compare", "--batch", "-", stdin=text, code=4)
        rows = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual(
            [row.get("relation") for row in rows],
            ["invalid-a", "equal", "equal", None, "equal", "invalid-a", None, None],
        )
        self.assertEqual(rows[4]["id"], "\u202e\x1b]0;x\x07")

    def test_a_deep_or_endless_entry_is_cut(self):
        deep = b"[" + b'{"id": ' * 50_000 + b"1" + b"}" * 50_000 + b"]"
        self.plumbline("schedule", "compare", "--batch", "-", stdin=deep, code=4)
        long_line = b'{"expr": "' + b"x" * 9_000_000 + b'"}\n{"dialect": "argo", "expr": "0 9 * * *", "count": 0}\n'
        run = self.plumbline("schedule", "next", "--batch", "-", stdin=long_line, code=4)
        self.assertEqual(len(run.out.splitlines()), 2)


if __name__ == "__main__":
    program.main()
