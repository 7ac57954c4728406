"""The exit codes of contract section 4, and which one wins."""

import os
import signal
import subprocess
import time
import unittest

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""
JOB = "# plumbline: id=report\n0 4 * * * root /srv/report\n"


class ExitCode(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", JOB)
        self.truth = scratch.Truth(self.work / "truth")
        self.truth.workflow("report", WORKFLOW)
        self.truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})

    def drift(self):
        self.host.edit("etc/cron.d/shop", "0 4", "0 5")

    def break_config(self):
        (self.work / "plumbline.yaml").write_text("estate: [\n")

    def break_store(self):
        (self.work / "store").write_text("a file where the store's folder should be\n")

    def lose_platform(self):
        scratch.config(
            self.work,
            {"web": "{kind: cron, root: ./web}", "gone": "{kind: cron, root: ./gone}"},
        )

    def lose_truth(self):
        (self.work / "truth").rename(self.work / "elsewhere")

    # 0

    def test_agreement_is_0(self):
        report = self.audit(code=0)
        self.assertEqual((report["verdict"], report["complete"]), ("agree", True))

    def test_a_second_policy_that_is_ignored_is_noted(self):
        self.truth.write("policy.yaml", "plumbline: v1\nkind: policy\noperator_off: 8d\n")
        self.truth.write("workflows/policy.yaml", "is ignored\n")
        self.truth.commit()
        self.assertEqual(
            self.audit(code=0)["truth"][0]["notes"],
            ["workflows/policy.yaml is ignored: policy.yaml is the policy"],
        )

    def test_findings_below_fail_on_are_0(self):
        self.host.write("etc/cron.d/other", "0 1 * * * root /srv/other\n")
        report = self.audit(code=0)
        self.assertEqual([f["severity"] for f in report["findings"]], ["low"])
        self.assertEqual(report["verdict"], "findings")
        self.audit("--fail-on", "low", code=1)

    def test_a_finding_in_a_scope_that_is_only_observed_is_0(self):
        self.truth.write("policy.yaml", "modes:\n  - {select: {platform: web}, mode: observe}\n")
        self.truth.commit()
        self.drift()
        self.assertEqual(self.audit(code=0)["summary"]["observed"], 1)

    # 1

    def test_findings_are_1(self):
        self.drift()
        self.assertEqual(self.audit(code=1)["exit_code"], 1)

    def test_findings_below_a_raised_fail_on_are_0(self):
        self.drift()
        self.audit("--fail-on", "critical", code=0)

    def test_an_invalid_truth_file_beside_good_ones_is_1(self):
        self.truth.workflow("bad", WORKFLOW.replace("0 4 * * *", "0 4 * *").replace("#report", "#bad"))
        self.truth.commit()
        report = self.audit(code=1)
        self.assertEqual([f["cause"] for f in report["findings"]], ["invalid"])

    # 2

    def test_a_store_that_cannot_be_opened_is_2(self):
        self.break_store()
        self.plumbline("audit", code=2)
        self.plumbline("audit", "--no-store", code=0)

    def test_a_machine_without_room_for_temporary_files_is_2(self):
        run = self.plumbline("audit", code=2, env={"TMPDIR": "/dev/null"})
        self.assertIn("set TMPDIR", run.err)
        self.assertNotIn("correct the file", run.out + run.err)

    def test_a_report_in_the_tree_of_a_platform_is_refused(self):
        run = self.run_program("audit", "--output-file", "web/etc/cron.d/report")
        self.assertIn("in the tree of platform web", run.err)
        self.assertFalse(self.host.path("etc/cron.d/report").exists())

    def test_what_validate_does_not_read_is_named(self):
        self.truth.write("workflows/o2.YAML", "plumbline: v1\n")
        self.truth.write("workflows/README.MD", "x\n")
        run = self.plumbline("validate", code=0)
        self.assertIn("workflows/o2.YAML", run.out)
        self.assertIn("its name ends in .YAML", run.out)
        self.assertNotIn("README", run.out)
        self.assertIn("no regular file", self.run_program("validate", "/dev/zero").out)

    def test_truth_that_cannot_be_reached_at_all_is_2(self):
        self.lose_truth()
        self.plumbline("audit", code=2)

    def test_a_report_that_cannot_be_written_is_2(self):
        self.plumbline("audit", "--output-file", "no/such/folder/report.txt", code=2)

    def test_an_audit_without_any_truth_is_4(self):
        path = self.work / "plumbline.yaml"
        text = path.read_text()
        start, end = text.index("truth:"), text.index("platforms:")
        path.write_text(text[:start] + text[end:])
        self.assertIn("no truth is configured", self.plumbline("audit", code=4).err)
        self.plumbline("inventory")
        path.write_text(text[:start] + "truth: []\n" + text[end:])
        self.assertIn("names no truth", self.plumbline("audit", code=4).err)

    def test_a_flag_with_a_value_is_4(self):
        for word in ("--no-store=1", "--no-store=false", "--deterministic=yes"):
            run = self.plumbline("audit", word, code=4)
            self.assertIn(word.split("=")[0] + " takes no value", run.err)

    def test_globs_that_include_nothing_are_told_and_are_0(self):
        text = (self.work / "plumbline.yaml").read_text()
        (self.work / "plumbline.yaml").write_text(text + "include: ['teems/*.yaml']\n")
        run = self.plumbline("audit")
        self.assertIn("warning: no file matches", run.err)
        self.assertIn("teems/*.yaml", run.err)

    def test_a_report_never_replaces_what_the_audit_lives_on(self):
        self.audit()
        self.truth.write("policy.yaml", "modes: {unmanaged: observe}\n")
        self.truth.commit()
        (self.work / "link.txt").symlink_to("store/plumbline.db")
        os.link(self.work / "plumbline.yaml", self.work / "second-name.yaml")
        for place, role in {
            "store/plumbline.db": "is the store",
            "link.txt": "is the store",
            "store/plumbline.db-wal": "is a log of the store",
            "store/../store/plumbline.db-shm": "is a log of the store",
            "plumbline.yaml": "is the configuration",
            "second-name.yaml": "is the configuration",
            "truth/policy.yaml": "is the policy",
            "truth/workflows/shop/report.yaml": "is a truth file",
            "truth/.git/config": "is part of the repository of truth",
        }.items():
            with self.subTest(place):
                path = self.work / place
                before = path.read_bytes() if path.exists() else None
                for more in ([], ["--no-store"]):
                    run = self.plumbline("audit", *more, "--output-file", place, code=2)
                    self.assertIn(role, run.err)
                self.assertEqual(path.read_bytes() if path.exists() else None, before)
        self.plumbline("audit", "--output-file", "truth/report.txt")
        self.audit()

    def test_standard_output_that_takes_nothing_is_2(self):
        with open("/dev/full", "wb") as full:
            process = self.start_to(full)
            _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 2, err)

    def test_a_device_is_written_to_and_never_replaced(self):
        pipe = self.work / "pipe"
        os.mkfifo(pipe)
        reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
        self.run_program("audit", "--no-store", "--output-file", pipe)
        self.assertIn(b"In agreement", reader.communicate(timeout=60)[0])
        self.assertTrue(pipe.is_fifo())
        run = self.run_program("audit", "--no-store", "--output-file", self.work)
        self.assertEqual(run.code, 4, run)
        run = self.run_program("audit", "--no-store", "--output-file", self.work / "no" / "x")
        self.assertEqual(run.code, 2, run)

    def start_to(self, stream):
        return subprocess.Popen(
            [program.path(), "audit", "--no-store"],
            cwd=self.work, env=self.env, stdout=stream, stderr=subprocess.PIPE,
        )  # fmt: skip

    # 3

    def test_a_platform_that_is_not_there_is_3(self):
        self.lose_platform()
        report = self.audit(code=3)
        self.assertEqual((report["verdict"], report["complete"]), ("incomplete", False))
        self.assertEqual(
            {row["platform"]: row["state"] for row in report["coverage"]},
            {"gone": "unread", "web": "read"},
        )

    def test_a_host_that_the_workflow_does_not_live_on_may_be_down(self):
        self.lose_platform()
        self.audit(code=3)
        report = self.audit("--team", "shop", code=0)
        self.assertEqual([row["platform"] for row in report["coverage"]], ["web"])

    def test_a_platform_of_a_kind_that_is_not_built_in_is_3(self):
        scratch.config(
            self.work,
            {"web": "{kind: cron, root: ./web}", "flow": "{kind: airflow, url: http://127.0.0.1:1}"},
        )
        self.audit(code=3)

    def test_one_truth_repository_of_two_unread_is_3(self):
        scratch.config(
            self.work,
            {"web": "{kind: cron, root: ./web}"},
            truth="{repo: ./truth, path: workflows}\n  - {repo: ./absent, path: workflows, team: hr}",
        )
        report = self.audit(code=3)
        self.assertEqual([row["error"] is None for row in report["truth"]], [True, False])

    # 4

    def test_an_option_without_text_is_4(self):
        for option in ("--base-ref", "--config"):
            with self.subTest(option):
                run = self.run_program("audit", "--no-store", option, "")
                self.assertEqual(run.code, 4, run)
                self.assertIn(option, run.err)

    def test_two_reports_in_one_place_are_4(self):
        for places in ("-,-", "a,./a"):
            with self.subTest(places):
                run = self.run_program(
                    "audit", "--no-store", "-o", "json", "-o", "text", "--output-file", places
                )
                self.assertEqual(run.code, 4, run)

    def test_an_address_with_a_password_is_4_and_never_shown(self):
        for repo in ("https://t0ken@127.0.0.1:1/x", "https://u:t0ken@127.0.0.1:1/x", "fd::0"):
            with self.subTest(repo):
                scratch.config(
                    self.work, {"web": "{kind: cron, root: ./web}"}, truth=f'{{repo: "{repo}"}}'
                )
                for command in ("audit", "validate"):
                    run = self.run_program(command)
                    self.assertEqual(run.code, 4, run)
                    self.assertNotIn("t0ken", run.out + run.err)

    def test_a_zone_of_a_platform_that_is_none_is_not_agreement(self):
        scratch.config(self.work, {"web": "{kind: cron, root: ./web, timezone: Mars/Base}"})
        self.audit(code=3)

    def test_a_clock_that_is_no_time_is_4(self):
        run = self.run_program("version", env={"SOURCE_DATE_EPOCH": "yesterday"})
        self.assertEqual(run.code, 4, run)
        self.assertIn("SOURCE_DATE_EPOCH", run.err)

    def test_no_configuration_is_4(self):
        (self.work / "plumbline.yaml").unlink()
        self.assertIn("plumbline.yaml", self.plumbline("audit", code=4).err)

    def test_a_broken_configuration_is_4(self):
        self.break_config()
        self.assertRegex(self.plumbline("audit", code=4).err, r"plumbline\.yaml:\d+:\d+")

    def test_a_broken_policy_is_4(self):
        self.truth.write("policy.yaml", "severity: {}\n")
        self.truth.commit()
        self.assertIn("policy.yaml:1", self.plumbline("audit", code=4).err)

    def test_wrong_arguments_are_4(self):
        for arguments in (["audit", "--frobnicate"], ["audit", "--fail-on", "awful"], ["audi"]):
            with self.subTest(arguments):
                self.plumbline(*arguments, code=4)

    def test_not_one_usable_truth_file_is_4(self):
        self.truth.workflow("report", "schedule: {cron: nonsense}\n")
        self.truth.commit()
        self.assertEqual(self.audit(code=4)["verdict"], "invalid")

    # Precedence: 4, 2, 1, 3, 0.

    def test_findings_win_over_incomplete_and_the_report_says_that_it_is(self):
        self.drift()
        self.lose_platform()
        self.assertFalse(self.audit(code=1)["complete"])

    def test_a_broken_configuration_wins_over_a_broken_store(self):
        self.break_config()
        self.break_store()
        self.plumbline("audit", code=4)

    def test_a_broken_store_wins_over_findings(self):
        self.drift()
        self.break_store()
        self.plumbline("audit", code=2)

    def test_a_broken_policy_wins_over_findings_and_unread_platforms(self):
        self.drift()
        self.lose_platform()
        self.truth.write("policy.yaml", "severity: {}\n")
        self.truth.commit()
        self.plumbline("audit", code=4)

    # 130, 143

    def interrupted(self, number: int) -> program.Run:
        """An audit that waits for ssh, ended by a signal."""
        fake = self.work / "bin"
        fake.mkdir()
        (fake / "ssh").write_text("#!/bin/sh\ntouch \"$HOME/asked\"\nexec sleep 60\n")
        (fake / "ssh").chmod(0o755)
        scratch.config(self.work, {"slow": "{kind: cron, ssh: nobody@host.invalid}"})
        process = self.start("audit", env={"PATH": f"{fake}:{program.TOOL_FOLDERS}"})
        deadline = time.monotonic() + 30
        while not (self.home / "asked").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        begun = time.monotonic()
        run = program.end(process, number)
        self.assertLess(time.monotonic() - begun, 20)
        return run

    def test_an_audit_ended_by_ctrl_c_is_130(self):
        run = self.interrupted(signal.SIGINT)
        self.assertEqual((run.code, run.out), (130, ""), run)

    def test_an_audit_that_is_told_to_end_is_143(self):
        run = self.interrupted(signal.SIGTERM)
        self.assertEqual((run.code, run.out), (143, ""), run)

    def test_a_schedule_command_ends_at_once_whatever_it_waits_for(self):
        one = b'{"id": 1, "dialect": "argo", "expr": "0 9 * * *", "tz": "UTC"}\n'
        two = b'{"id": 1, "a": "argo:0 9 * * *@UTC", "b": "argo:0 9 * * *@UTC"}\n'
        for words, entry, number, code in (
            (["lint", "--batch", "-"], one, signal.SIGINT, 130),
            (["compare", "--batch", "-"], two, signal.SIGTERM, 143),
            (["next", "argo:* * * * *@Europe/Berlin", "--count", "100000"], b"", signal.SIGINT, 130),
        ):
            with self.subTest(words):
                process = subprocess.Popen(
                    [program.path(), "schedule", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
                process.stdin.write(entry)
                process.stdin.flush()
                # From here on it waits for its input, or for a reader of what it prints.
                self.assertNotEqual(os.read(process.stdout.fileno(), 1), b"")
                begun = time.monotonic()
                process.send_signal(number)
                self.assertEqual(process.wait(30), code)
                self.assertLess(time.monotonic() - begun, 2)
                process.stdin.close()
                process.stdout.close()

    def test_a_reader_that_has_seen_enough_changes_nothing(self):
        for change, code in (lambda: None, 0), (self.drift, 1):
            change()
            read, write = os.pipe()
            os.close(read)
            process = self.start_to(write)
            os.close(write)
            _, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (code, b""))


if __name__ == "__main__":
    program.main()
