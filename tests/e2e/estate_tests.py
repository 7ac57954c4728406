"""The example estate: what its README promises is what the audit finds."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import program
import report_shape

GOLDEN = program.ROOT / "tests" / "golden" / "estate.txt"

# The table of examples/estate/README.md: platform, workflow or id, cause, field, severity.
EXPECTED = [
    ("batch-1", "data/month-close", "drifted", "timeout", "waived"),
    ("edge-1", "network/bill-partners", "drifted", "schedule", "high"),
    ("edge-1", "network/bill-partners", "ineffective", None, "high"),
    ("edge-1", "network/nightly-backup", "ineffective", None, "critical"),
    ("edge-1", "network/push-certificates", "ineffective", None, "high"),
    ("edge-1", "network/ship-metrics", "ineffective", None, "high"),
    ("edge-1", "user/kim#weekly-numbers-34d5fa8e", "ineffective", None, "high"),
    ("web-1", "cron.d/disk-report#disk-report-83fd852e", "unmanaged", None, "low"),
    ("web-1", "shop/invoice-export", "conflict", "schedule", "critical"),
    ("web-1", "shop/newsletter", "pending", "schedule", "high"),
    ("web-1", "shop/price-feed", "drifted", "enabled", "critical"),
]


class Estate(program.Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="plumbline-estate-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.estate = pathlib.Path(cls.folder.name).resolve()
        subprocess.run(
            [program.ROOT / "examples/estate/build.sh", cls.estate],
            check=True,
            capture_output=True,
        )

    def report(self, *arguments, fixed="1737561600", config="plumbline.yaml"):
        """The audit as of 2025-01-22 16:00 UTC."""
        return self.run_program(
            "audit", "--config", self.estate / config, "--base-ref", "HEAD~1", "--no-store",
            "--deterministic", *arguments, env={"SOURCE_DATE_EPOCH": fixed},
        )  # fmt: skip

    def test_every_finding_of_the_readme_and_no_other_is_found(self):
        run = self.report("--output", "json")
        self.assertEqual(run.code, 1, run)
        found = [
            (
                f["platform"],
                f["workflow"] or f["id"],
                f["cause"],
                f["field"],
                "waived" if f["waiver"] else f["severity"],
            )
            for f in run.json()["findings"]
        ]
        key = lambda row: tuple(str(cell) for cell in row)
        self.assertEqual(sorted(found, key=key), sorted(EXPECTED, key=key))

    def test_the_table_of_the_readme_names_what_is_expected_here(self):
        text = (program.ROOT / "examples/estate/README.md").read_text()
        named = re.findall(r"(?m)^\| `(\w+/[\w-]+)` \| ([\w-]+) \|", text)
        expected = [(w, host) for host, w, *_ in EXPECTED if "/" in w and "#" not in w]
        self.assertEqual(sorted(set(named)), sorted(set(expected)))

    def test_the_json_has_the_shape_that_is_promised(self):
        run = self.report("--output", "json")
        self.assertEqual(report_shape.complaints(run.out), [])

    def test_the_text_is_the_approved_one(self):
        run = self.report()
        text = run.out.replace(str(self.estate), "ESTATE")
        if os.environ.get("PLUMBLINE_APPROVE"):
            GOLDEN.write_text(text)
        self.assertEqual(text, GOLDEN.read_text())

    def test_the_readme_shows_this_very_report(self):
        readme = (program.ROOT / "README.md").read_text()
        shown = re.search(r"(?s)## What it prints.*?```\n(.*?)\n```", readme).group(1)
        paragraphs = GOLDEN.read_text().rstrip("\n").split("\n\n")
        for paragraph in shown.split("\n\n"):
            if paragraph != "[...]":
                self.assertIn(paragraph, paragraphs)

    def test_equal_input_gives_equal_bytes(self):
        for output in ("text", "json"):
            with self.subTest(output):
                self.assertEqual(
                    self.report("--output", output).out, self.report("--output", output).out
                )

    def test_text_and_json_and_exit_code_come_from_one_list(self):
        run = self.report("--output", "text", "--output", "json", "--output-file", f"-,{self.work}/audit.json")
        report = report_shape.load((self.work / "audit.json").read_text())
        self.assertEqual(run.code, report["exit_code"])
        live = [f for f in report["findings"] if not f["waiver"]]
        keys = re.findall(r"plumbline explain ([0-9a-f]{32})", run.out)
        shown = live + [f for f in report["findings"] if f["waiver"]]
        self.assertEqual(sorted(set(keys)), sorted(f["key"] for f in shown))
        self.assertEqual(report["summary"]["findings"], len(live))

    def test_no_finding_is_medium_or_above_on_the_host_without_edits(self):
        run = self.report("--platform", "batch-1", "--output", "json")
        self.assertEqual((run.code, program.findings(run.json())), (0, []), run)

    def test_without_a_base_the_history_of_the_truth_file_tells_what_is_pending(self):
        run = self.run_program(
            "audit", "--config", self.estate / "plumbline.yaml", "--no-store", "--output", "json",
            "--workflow", "shop/newsletter",
        )  # fmt: skip
        (finding,) = run.json()["findings"]
        self.assertEqual((finding["cause"], finding["base"]["inferred"]), ("pending", True))
        self.assertIn("set back", finding["message"] + " ".join(finding["notes"]))


if __name__ == "__main__":
    program.main()
