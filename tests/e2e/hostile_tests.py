"""Truth and crontabs that are broken, huge or malicious: refused by name, and the rest is audited."""

import os
import time

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31mfine\x1b[0m\x9b31m\u202egnp.exe"


class Hostile(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        self.truth = scratch.Truth(self.work / "truth")
        self.truth.workflow("report", WORKFLOW)
        self.truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})

    def only_invalid(self, *words):
        """One file is refused, and the job of the good one is compared all the same."""
        begun = time.monotonic()
        report = self.audit(code=1)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertEqual({f["cause"] for f in report["findings"]}, {"invalid"}, report["findings"])
        self.assertGreater(report["summary"]["agreeing"], 3)
        message = " | ".join(f["message"] for f in report["findings"])
        for word in words:
            self.assertIn(word, message)
        text = self.plumbline("audit", code=1).out
        self.assert_no_control_characters(text)

    def add_to_tree(self, mode: str, name: str | bytes, oid: str):
        """An entry that no checkout could make."""
        name = name if isinstance(name, bytes) else name.encode()
        self.truth.git(
            "update-index", "-z", "--add", "--index-info", stdin=f"{mode} {oid}\t".encode() + name + b"\0"
        )
        self.truth.git("commit", "--quiet", "--message", "Add")

    def blob(self, text: bytes) -> str:
        return self.truth.git("hash-object", "-w", "--stdin", stdin=text)

    # Truth

    def test_a_symbolic_link(self):
        (self.truth.root / "workflows/shop/link.yaml").symlink_to("/etc/passwd")
        self.truth.commit()
        self.only_invalid("workflows/shop/link.yaml", "symbolic link")

    def test_a_submodule(self):
        self.add_to_tree("160000", "workflows/shop/sub.yaml", self.truth.git("rev-parse", "HEAD"))
        self.only_invalid("workflows/shop/sub.yaml", "submodule")

    def test_a_pointer_of_git_lfs(self):
        self.truth.write(
            "workflows/shop/big.yaml",
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n",
        )
        self.truth.commit()
        self.only_invalid("workflows/shop/big.yaml", "LFS")

    def test_a_huge_file(self):
        self.truth.write("workflows/shop/huge.yaml", "plumbline: v1\n" + "# x\n" * (4 << 20))
        self.truth.commit()
        self.only_invalid("workflows/shop/huge.yaml", "MiB")

    def test_a_name_that_is_no_utf_8(self):
        self.add_to_tree("100644", b"workflows/shop/caf\xe9.yaml", self.blob(b"plumbline: v1\n"))
        self.only_invalid("caf")

    def test_a_name_with_terminal_escapes(self):
        self.add_to_tree("100644", f"workflows/shop/{ESCAPES}.yaml", self.blob(b"plumbline: v1\n"))
        self.only_invalid("owned")

    def test_files_that_are_no_yaml_anybody_could_mean(self):
        cases = {
            "comma": (b",", ""),
            "bomb": (self.bomb(), "alias"),
            "deep": (b"plumbline: v1\nx: " + b"[" * 5000, "deep"),
            "duplicate": (b"plumbline: v1\nplumbline: v1\n", "plumbline"),
            "tab": (b"plumbline: v1\n\tworkflow: x\n", "tab"),
            "nul": (b"plumbline: v1\nworkflow: a\0b\n", ""),
            "latin-1": (b"plumbline: v1\nworkflow: caf\xe9\n", "UTF-8"),
            "two": (b"plumbline: v1\n---\nplumbline: v1\n", "document"),
            "empty": (b"", ""),
            "tag": (b"plumbline: v1\nworkflow: !!python/object/apply:os.system [id]\n", ""),
        }
        for name, (text, word) in cases.items():
            with self.subTest(name):
                file = f"workflows/shop/{name}.yaml"
                self.truth.write(file, text)
                self.truth.commit()
                self.only_invalid(file, word)
                (self.truth.root / file).unlink()

    @staticmethod
    def bomb() -> bytes:
        lines = ["plumbline: v1", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
        return "\n".join(lines).encode()

    def test_a_place_that_points_out_of_its_host(self):
        self.truth.workflow("evil", WORKFLOW.replace("cron.d/shop#report", "cron.d/../../../etc/shadow#x"))
        self.truth.commit()
        report = self.audit(code=1)
        self.assertLessEqual({f["cause"] for f in report["findings"]}, {"invalid", "missing"})

    # Crontabs

    def other_jobs_are_read(self, code=0) -> dict:
        begun = time.monotonic()
        report = self.audit(code=code)
        self.assertLess(time.monotonic() - begun, 60)
        self.assertGreater(report["summary"]["agreeing"], 3)
        text = self.plumbline("audit", "--verbose", code=code).out
        self.assert_no_control_characters(text)
        return report

    def test_a_crontab_of_ten_megabytes(self):
        line = "0 1 * * * root /srv/" + "x" * 60 + "\n"
        self.host.write("etc/cron.d/huge", line * ((10 << 20) // len(line)))
        run = self.run_program("audit", "--output", "json")
        report = run.json()
        self.assertIn(run.code, (1, 3), run.err)
        self.assertGreater(report["summary"]["agreeing"], 3)
        self.assertIn("cron.d/huge", run.out)

    def test_a_crontab_with_nul_bytes(self):
        self.host.write("etc/cron.d/nul", b"0 1 * * * root /srv/a\0b\n\0\0\0\n0 2 * * * root /srv/c\n")
        report = self.other_jobs_are_read(code=1)
        self.assertIn("ineffective", {f["cause"] for f in report["findings"]})

    def test_a_crontab_of_random_bytes(self):
        noise = bytes((i * 7919 + (i >> 3) * 104729) & 0xFF for i in range(65536))
        self.host.write("etc/cron.d/noise", noise)
        self.other_jobs_are_read(code=1)

    def test_terminal_escapes_in_commands_users_files_and_markers(self):
        self.host.write("etc/cron.d/esc", f"# plumbline: id=\"{ESCAPES}\"\n0 1 * * * root echo '{ESCAPES}'\n")
        self.host.write("etc/cron.d/" + ESCAPES.replace("/", ""), "0 1 * * * root x\n")
        self.host.user_tab("ana", f"MAILTO={ESCAPES}\n0 1 * * * {ESCAPES}\n")
        self.other_jobs_are_read(code=1)
        for command in (["inventory"], ["platforms"], ["import", "--platform", "web", "--out", "o"]):
            with self.subTest(command):
                run = self.run_program(*command)
                self.assert_no_control_characters(run.out)
                self.assert_no_control_characters(run.err)
        run = self.run_program("normalise", "--kind", "cron", "web/etc/cron.d/esc")
        self.assert_no_control_characters(run.out)

    def test_five_thousand_findings(self):
        lines = "".join(f"{n % 60} {n % 24} * * * root /srv/job-{n}\n" for n in range(5000))
        self.host.write("etc/cron.d/many", lines)
        report = self.audit(code=0)
        self.assertEqual(report["summary"]["findings"], 5000)
        text = self.plumbline("audit").out
        self.assertLess(len(text), 4 << 20)
        self.assertIn("5,000 findings", text)

    def test_a_pipe_and_a_device_where_crontabs_should_be(self):
        os.mkfifo(self.host.path("etc/cron.d/pipe"))
        (self.host.root / "etc/cron.d/zero").symlink_to("/dev/zero")
        (self.host.root / "etc/cron.d/loop").symlink_to("loop")
        report = self.audit(code=1)
        self.assertEqual({f["cause"] for f in report["findings"]}, {"ineffective"})


if __name__ == "__main__":
    program.main()
