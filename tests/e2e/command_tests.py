"""Every command but audit: help, manual, completion, validate, inventory, normalise, platforms."""

import json
import re
import shutil
import subprocess
import time
import unittest

import program
import scratch

COMMANDS = [
    "audit", "validate", "inventory", "import", "diff", "explain", "normalise", "platforms",
    "schedule", "schema", "version", "completion", "man",
]  # fmt: skip
SCHEDULE_COMMANDS = [f"schedule {word}" for word in ("compare", "next", "lint", "explain", "render", "calendar")]
WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""


def needs(tool):
    return unittest.skipUnless(shutil.which(tool, path=program.TOOL_FOLDERS), f"no {tool}")


class Help(program.Case):
    def test_help_begins_with_the_summary_and_then_examples(self):
        for command in [[], *(c.split() for c in COMMANDS + SCHEDULE_COMMANDS)]:
            with self.subTest(command):
                lines = self.plumbline(*command, "--help").out.splitlines()
                self.assertRegex(lines[0], r"^[A-Z].*[^.]$")
                if command not in (["version"],):
                    self.assertEqual(lines[1:3], ["", "Examples:"])
                self.assertLessEqual(max(map(len, lines)), 100)

    def test_help_of_the_program_names_every_command(self):
        text = self.plumbline("--help").out
        for command in COMMANDS:
            self.assertRegex(text, rf"(?m)^  {command} +[A-Z]")
        self.assertEqual(self.plumbline().out, text)
        self.assertEqual(self.plumbline("-h").out, text)

    def test_help_of_a_group_names_its_commands(self):
        text = self.plumbline("schedule", "--help").out
        for command in SCHEDULE_COMMANDS:
            self.assertRegex(text, rf"(?m)^  {command} +[A-Z]")
        self.assertEqual(self.plumbline("schedule").out, text)
        self.assertEqual(self.plumbline("help", "schedule").out, text)
        of_one = self.plumbline("schedule", "compare", "--help").out
        self.assertEqual(self.plumbline("help", "schedule", "compare").out, of_one)

    def test_every_option_of_every_command_takes_what_its_help_says(self):
        for command in COMMANDS + SCHEDULE_COMMANDS:
            text = self.plumbline(*command.split(), "--help").out
            for option in re.findall(r"(?m)^ +(?:-\w, )?(--[\w-]+)", text):
                with self.subTest(f"{command} {option}"):
                    run = self.run_program(*command.split(), option, "--help")
                    self.assertNotIn("not expected", run.err)

    def test_version(self):
        version = self.plumbline("version", "--json").json()
        self.assertEqual(list(version)[:2], ["name", "version"])
        self.assertIn(version["version"], self.plumbline("version").out)
        self.assertEqual(self.plumbline("--version").out, self.plumbline("version").out)

    def test_a_misspelled_command_or_option_gets_a_suggestion(self):
        cases = {
            ("audti",): "plumbline audit",
            ("audit", "--platfrom", "x"): "--platform",
            ("inventroy",): "plumbline inventory",
            ("schedule", "comapre"): "plumbline schedule compare",
            ("compare",): "plumbline schedule compare",
            ("schedule", "next", "--cuont", "1"): "--count",
            ("validate", "--jsno"): "--json",
            ("audit", "--fail-on", "hgih"): "high",
            ("audit", "--output", "xml"): "json",
        }
        for arguments, suggestion in cases.items():
            with self.subTest(arguments):
                run = self.plumbline(*arguments, code=4)
                self.assertEqual(run.out, "")
                self.assertIn(suggestion, run.err)

    def test_arguments_that_are_garbage_are_refused(self):
        scratch.config(self.work, {})
        garbage = [
            ["audit", "--output"], ["audit", "--output=json=json"], ["audit", "stray"], ["--"],
            ["audit", "--platform", ""], ["\x1b[31m"], ["audit", "--\x1b]0;x\x07"], ["-"],
            ["audit", "--base-ref", "--output=x"], ["completion", "tcsh"], ["schema", "everything"],
            ["explain"], ["diff"], ["diff", "a", "b"], ["normalise"], ["import"],
            ["import", "--platform", "x"], ["man", "nothing"], ["normalise", "--kind", "at", "x"],
            ["import", "--platform", "this-host", "--team", "../x", "--out", "o"], ["audit" * 5000],
            ["audit", "--output", "text", "--output", "json"],
        ]  # fmt: skip
        for arguments in garbage:
            with self.subTest(arguments[0][:20], rest=arguments[1:]):
                run = self.plumbline(*arguments, code=4)
                self.assertEqual(run.out, "")
                self.assertTrue(run.err.startswith("plumbline: "), run.err)
                self.assert_no_control_characters(run.err)


class Manual(program.Case):
    def pages(self):
        self.plumbline("man", "--out", "pages")
        return sorted((self.work / "pages").iterdir())

    def test_there_is_a_page_a_command_and_one_of_the_program(self):
        names = {page.name for page in self.pages()}
        commands = [c.replace(" ", "-") for c in COMMANDS + SCHEDULE_COMMANDS]
        self.assertEqual(names, {"plumbline.1", *(f"plumbline-{c}.1" for c in commands)})
        self.assertEqual(self.plumbline("man").out, (self.work / "pages/plumbline.1").read_text())

    @needs("groff")
    def test_groff_has_nothing_to_say_about_them(self):
        for page in self.pages():
            with self.subTest(page.name):
                done = subprocess.run(
                    ["groff", "-man", "-ww", "-z", "-Tutf8", page], capture_output=True, text=True
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    @needs("man")
    def test_man_shows_them(self):
        self.pages()
        done = subprocess.run(
            ["man", "-l", "pages/plumbline-audit.1"],
            cwd=self.work, env={**self.env, "MANWIDTH": "100"}, capture_output=True, text=True,
        )  # fmt: skip
        for word in ("NAME", "EXAMPLES", "--base-ref", "plumbline audit --platform 'host-*'"):
            self.assertIn(word, done.stdout)


class Completion(program.Case):
    def script(self, shell):
        path = self.work / f"plumbline.{shell}"
        path.write_text(self.plumbline("completion", shell).out)
        return path

    def shell(self, *words):
        return subprocess.run(words, capture_output=True, text=True, env=self.env, timeout=60)

    def completed_by_bash(self, *words):
        line = " ".join(words)
        code = (
            f"source {self.script('bash')}; COMP_WORDS=({' '.join(w or chr(39) * 2 for w in words)}); "
            f"COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; "
            "f=$(complete -p plumbline | sed -E 's/.*-F ([^ ]+).*/\\1/'); "
            f"$f plumbline '{words[-1]}' '{words[-2]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        done = self.shell("bash", "--norc", "-c", code)
        self.assertEqual(done.stderr, "")
        return {word.strip() for word in done.stdout.splitlines()}

    def test_bash_completes_commands_options_and_values(self):
        self.assertEqual(self.shell("bash", "-n", self.script("bash")).stderr, "")
        self.assertLessEqual(set(COMMANDS), self.completed_by_bash("plumbline", ""))
        self.assertEqual(self.completed_by_bash("plumbline", "val"), {"validate"})
        self.assertIn("--base-ref", self.completed_by_bash("plumbline", "audit", "--"))
        self.assertEqual(
            self.completed_by_bash("plumbline", "audit", "--fail-on", ""),
            {"low", "medium", "high", "critical"},
        )
        self.assertEqual(self.completed_by_bash("plumbline", "schedule", "comp"), {"compare"})
        self.assertIn("--batch", self.completed_by_bash("plumbline", "schedule", "compare", "--b"))
        self.assertIn("--base-ref", self.completed_by_bash("plumbline", "explain", "--b"))

    @needs("zsh")
    def test_zsh_accepts_its_script(self):
        done = self.shell("zsh", "-f", "-n", self.script("zsh"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.shell(
            "zsh", "-f", "-c",
            f"autoload -Uz compinit && compinit -u -d {self.work}/dump && source {self.script('zsh')}"
            " && print ${_comps[plumbline]}",
        )  # fmt: skip
        self.assertIn("plumbline", done.stdout, done.stderr)

    @needs("fish")
    def test_fish_completes_commands_and_options(self):
        script = self.script("fish")
        self.assertEqual(self.shell("fish", "--no-execute", script).stderr, "")
        done = self.shell("fish", "--no-config", "-c", f"source {script}; complete -C 'plumbline '")
        self.assertLessEqual(set(COMMANDS), {line.split("\t")[0] for line in done.stdout.splitlines()})
        done = self.shell(
            "fish", "--no-config", "-c", f"source {script}; complete -C 'plumbline audit --base'"
        )
        self.assertIn("--base-ref", done.stdout)
        for line, word in (("schedule comp", "compare"), ("schedule explain --dia", "--dialect")):
            done = self.shell(
                "fish", "--no-config", "-c", f"source {script}; complete -C 'plumbline {line}'"
            )
            self.assertIn(word, done.stdout)


class Schema(program.Case):
    def test_schemas_are_json_and_close_their_objects(self):
        for what in ([], ["truth"], ["defaults"], ["waiver"], ["policy"]):
            with self.subTest(what):
                schema = self.plumbline("schema", *what).json()
                self.assertIn("json-schema.org", schema["$schema"])
                self.assertIn('"additionalProperties": false', json.dumps(schema))

    def test_the_field_catalogue_is_the_one_in_the_documents(self):
        self.assertEqual(
            self.plumbline("schema", "fields").out,
            (program.ROOT / "docs/field-catalogue.md").read_text(),
        )


class Validate(program.Case):
    def setUp(self):
        super().setUp()
        self.truth = scratch.Truth(self.work / "truth")
        self.good = self.truth.workflow("report", WORKFLOW)
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})

    def test_good_files_are_0(self):
        self.assertIn("1 file, 1 workflow: 0 errors", self.plumbline("validate").out)
        self.plumbline("validate", f"truth/{self.good}")

    def test_it_reads_the_working_tree_and_needs_no_commit(self):
        self.truth.commit()
        self.truth.edit(self.good, "0 4 * * *", "0 4 * *")
        self.plumbline("validate", code=4)

    def test_a_bad_file_is_named_with_line_and_column_and_what_was_meant(self):
        self.truth.workflow("bad", WORKFLOW.replace("#report", "#bad") + "retyr: {max: 3}\n")
        run = self.plumbline("validate", code=1)
        self.assertRegex(run.out, r"workflows/shop/bad\.yaml:6:1: .*retyr")
        self.assertIn("retry", run.out)
        rows = [json.loads(line) for line in self.plumbline("validate", "--json", code=1).out.splitlines()]
        self.assertEqual(
            [(r["level"], r["file"], r["line"], r["column"]) for r in rows],
            [("error", "workflows/shop/bad.yaml", 6, 1)],
        )

    def test_only_bad_files_are_4(self):
        self.truth.workflow("report", "schedule: nonsense\n")
        self.plumbline("validate", code=4)

    def test_a_file_that_is_not_there_is_4(self):
        self.assertIn("no such file", self.plumbline("validate", "absent.yaml", code=4).out)

    def test_what_a_place_cannot_express_is_a_warning(self):
        self.truth.workflow("report", WORKFLOW + "depends_on: [shop/load]\n")
        run = self.plumbline("validate")
        self.assertIn("warning: ", run.out)
        self.assertIn("accept_inexpressible: [depends_on]", run.out)

    def test_a_place_on_a_platform_that_nobody_configured_is_a_warning(self):
        self.truth.workflow("report", WORKFLOW.replace("web", "wbe"))
        self.assertIn("no platform of this name", self.plumbline("validate").out)

    def test_an_id_that_no_job_can_have_is_an_error(self):
        for wrong in ("cron.d/shop", "crontab", "user/ana", "cron.d/shop#", "cron.daily", "#report"):
            with self.subTest(wrong):
                self.truth.workflow("report", WORKFLOW.replace("cron.d/shop#report", wrong))
                run = self.plumbline("validate", code=1)
                self.assertIn(f'"{wrong}" names no job', run.out)
                self.assertIn("#NAME", run.out)
        for right in ("cron.daily/rotate", "anacrontab#rotate", "user/ana#rotate", "crontab#rotate"):
            with self.subTest(right):
                self.truth.workflow("report", WORKFLOW.replace("cron.d/shop#report", right))
                self.assertIn("0 errors", self.plumbline("validate").out)

    def test_of_two_policies_the_one_at_the_root_holds(self):
        self.truth.write("workflows/policy.yaml", "tolerance: []\n")
        self.plumbline("validate", code=4)
        self.truth.write("policy.yaml", "plumbline: v1\nkind: policy\noperator_off: 8d\n")
        run = self.plumbline("validate")
        self.assertRegex(run.out, r"workflows/policy\.yaml.*this policy is ignored")

    def test_a_bad_policy_is_4(self):
        self.truth.write("policy.yaml", "tolerance: []\n")
        self.assertIn("policy.yaml:1:1", self.plumbline("validate", code=4).out)

    def test_a_waiver_that_policy_or_the_estate_does_not_bear_is_told(self):
        waiver = (
            "plumbline: v1\nkind: waiver\nselect: {{workflow: {}, field: timeout}}\n"
            "owner: ana@example.com\nreason: Year end\nexpires: 2999-01-20\n"
        )
        self.truth.write("workflows/waiver.yaml", waiver.format("shop/report"))
        self.plumbline("validate")
        self.truth.write("policy.yaml", "plumbline: v1\nkind: policy\nwaivers: {longest: 90d}\n")
        self.assertIn("policy allows at most", self.plumbline("validate", code=1).out)
        self.truth.write("policy.yaml", "plumbline: v1\nkind: policy\n")
        self.truth.write("workflows/waiver.yaml", waiver.format("shop/reprot"))
        self.assertIn("this waiver covers nothing", self.plumbline("validate").out)

    def test_a_hundred_files_are_checked_in_a_moment(self):
        for number in range(100):
            self.truth.workflow(f"job-{number}", WORKFLOW.replace("#report", f"#job-{number}"))
        begun = time.monotonic()
        run = self.plumbline("validate")
        print(f"validate of 100 files: {1000 * (time.monotonic() - begun):.0f} ms")
        self.assertIn("101 files, 101 workflows", run.out)


class Live(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}", "gone": "{kind: cron, root: ./gone}"})

    def test_inventory_prints_one_object_a_line(self):
        run = self.plumbline("inventory", "--platform", "web", "--json")
        (row,) = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual(
            (row["kind"], row["platform"], row["id"]), ("cron", "web", "cron.d/shop#report")
        )
        canonical = row["canonical"]
        self.assertEqual(
            list(canonical)[:11],
            ["schedule", "enabled", "retry", "timeout", "concurrency", "catchup", "notify",
             "owner", "run_as", "depends_on", "action"],
        )  # fmt: skip
        self.assertEqual(canonical["run_as"]["value"], "root")
        self.assertEqual(canonical["depends_on"]["state"], "inexpressible")
        self.assertEqual(canonical["enabled"]["value"], True)

    def test_inventory_of_a_platform_that_is_not_there_is_3(self):
        run = self.plumbline("inventory", "--json", code=3)
        self.assertEqual(len(run.out.splitlines()), 1)
        self.assertIn("gone", run.err)

    def test_platforms_tells_what_can_be_read(self):
        run = self.plumbline("platforms", "--json", code=3)
        self.assertIn("gone", run.out)
        text = self.plumbline("platforms", "--platform", "web").out
        self.assertIn("Europe/Berlin", text)

    def test_the_table_for_people_gives_every_column_its_room(self):
        text = self.plumbline("inventory", "--platform", "web").out
        self.assertIn("cron.d/shop#report", text)


class Scope(program.Case):
    """What to look at, where to write, which configuration."""

    def setUp(self):
        super().setUp()
        self.truth = scratch.Truth(self.work / "truth")
        platforms = {}
        for name, team in (("web", "shop"), ("db", "data"), ("web-2", "shop")):
            host = scratch.Host(self.work / name)
            host.write("etc/cron.d/x", "# plumbline: id=job\n0 5 * * * root /srv/x\n")
            self.truth.workflow(
                f"{name}-job",
                'schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}\n'
                f'places: [{{platform: {name}, id: "cron.d/x#job"}}]\n',
                team,
            )
            platforms[name] = f"{{kind: cron, root: ./{name}}}"
        self.truth.commit()
        scratch.config(self.work, platforms)

    def found(self, *arguments):
        return {f["workflow"] for f in self.audit("--no-store", *arguments, code=1)["findings"]}

    def test_platforms_teams_and_workflows_by_glob(self):
        everything = {"shop/web-job", "data/db-job", "shop/web-2-job"}
        self.assertEqual(self.found(), everything)
        self.assertEqual(self.found("--platform", "web*"), {"shop/web-job", "shop/web-2-job"})
        self.assertEqual(self.found("-p", "db", "-p", "web"), {"shop/web-job", "data/db-job"})
        self.assertEqual(self.found("--team", "data"), {"data/db-job"})
        self.assertEqual(self.found("--workflow", "shop/web-2-*"), {"shop/web-2-job"})
        self.assertEqual(self.found("-w", "db-job"), {"data/db-job"})

    def test_a_narrow_audit_forgets_and_resolves_nothing_outside_of_it(self):
        self.audit(code=1)
        self.assertEqual(self.audit("--platform", "db", code=1)["resolved"], [])
        report = self.audit(code=1)
        self.assertEqual({f["status"] for f in report["findings"]}, {"open"})

    def test_a_scope_in_which_there_is_nothing_is_said(self):
        for option in ("--platform", "--team", "--workflow"):
            with self.subTest(option):
                run = self.plumbline("audit", "--no-store", option, "nothing-like-it", code=4)
                self.assertIn("nothing-like-it", run.err)
        run = self.plumbline("inventory", "--platform", "wbe", code=4)
        self.assertIn("did you mean web?", run.err)

    def test_reports_go_where_they_are_sent(self):
        run = self.plumbline(
            "audit", "--no-store", "-o", "json", "-o", "text",
            "--output-file", "audit.json,audit.txt", code=1,
        )  # fmt: skip
        self.assertEqual(run.out, "")
        self.assertEqual(len(json.loads((self.work / "audit.json").read_text())["findings"]), 3)
        self.assertIn("3 findings", (self.work / "audit.txt").read_text())
        self.assertEqual(sorted(p.name for p in self.work.glob("audit*")), ["audit.json", "audit.txt"])

    def test_colour_is_for_terminals_and_those_who_ask(self):
        plain = self.plumbline("audit", "--no-store", code=1).out
        self.assertNotIn("\x1b", plain)
        coloured = self.plumbline("audit", "--no-store", "--colour", "always", code=1).out
        self.assertIn("\x1b[", coloured)
        self.assertNotIn(
            "\x1b", self.plumbline("audit", "--no-store", code=1, env={"NO_COLOR": "1"}).out
        )

    def test_text_without_utf_8_is_ascii(self):
        text = self.plumbline("audit", "--no-store", code=1, env={"LC_ALL": "C"}).out
        self.assertTrue(text.isascii())

    def test_width_follows_the_terminal(self):
        for columns in (40, 80, 200):
            text = self.plumbline("audit", "--no-store", code=1, env={"COLUMNS": str(columns)}).out
            longest = max(len(line) for line in text.splitlines() if "plumbline explain" not in line)
            self.assertLessEqual(longest, columns)

    def test_the_configuration_is_found_in_its_order(self):
        folder = self.dir / "elsewhere"
        folder.mkdir()
        run = self.plumbline("audit", "--no-store", code=4, cwd=folder)
        self.assertIn("--config", run.err)
        user = self.home / "config/plumbline"
        user.mkdir(parents=True)
        text = (self.work / "plumbline.yaml").read_text().replace("./", f"{self.work}/")
        (user / "plumbline.yaml").write_text(text)
        self.plumbline("audit", "--no-store", code=1, cwd=folder)
        self.plumbline("audit", "--no-store", "--config", "../work/plumbline.yaml", code=1, cwd=folder)
        self.plumbline("audit", "--no-store", "--config", "absent.yaml", code=4, cwd=folder)

    def test_diff_and_explain_speak_json(self):
        diff = self.plumbline("diff", "shop/web-job", "--no-store", "--json", code=1).json()
        self.assertIn("schedule", json.dumps(diff))
        key = self.audit(code=1)["findings"][0]["key"]
        (finding,) = self.plumbline("explain", key, "--json").json()["findings"]
        self.assertEqual(finding["key"], key)


class Normalise(program.Case):
    def test_a_crontab_becomes_one_object_a_line(self):
        (self.work / "tab").write_text("MAILTO=a@example.com\n5 4 * * * /srv/a\n@hourly /srv/b\n")
        run = self.plumbline(
            "normalise", "--kind", "cron", "--source", "user/ana", "--timezone", "Europe/Berlin", "tab"
        )
        rows = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual([r["id"].rsplit("-", 1)[0] for r in rows], ["user/ana#a", "user/ana#b"])
        self.assertEqual(rows[0]["canonical"]["schedule"]["value"][0]["zone"], "Europe/Berlin")
        self.assertEqual(rows[0]["canonical"]["run_as"]["value"], "ana")
        self.assertNotIn("platform", rows[0])

    def test_standard_input_is_a_file_too(self):
        run = self.plumbline(
            "normalise", "--kind", "cron", "--source", "crontab", "-", stdin=b"5 4 * * * root /srv/a\n"
        )
        self.assertEqual(json.loads(run.out)["canonical"]["run_as"]["value"], "root")

    def test_a_file_that_cannot_be_read_is_4_after_the_others_were_done(self):
        for name in ("first", "last"):
            (self.work / name).write_text(f"5 4 * * * root /srv/{name}\n")
        run = self.plumbline(
            "normalise", "--kind", "cron", "--json", "first", "absent", "last", code=4
        )
        self.assertEqual(
            [json.loads(line)["id"].rsplit("-", 1)[0] for line in run.out.splitlines()],
            ["cron.d/first#first", "cron.d/last#last"],
        )
        self.assertIn("absent: no such file", run.err)

    def test_a_file_without_jobs_gives_no_line(self):
        (self.work / "empty").write_text("# nothing\n#*/5 * * * * root /a/template\n")
        self.assertEqual(self.plumbline("normalise", "--kind", "cron", "empty").out, "")


if __name__ == "__main__":
    program.main()
