"""`import`, commit, `audit`: clean, but for what `import` announced."""

import json
import os
import pathlib
import shutil
import subprocess

import program
import scratch


class Import(program.Case):
    def commit(self, folder: pathlib.Path):
        """What a user does next. Git keeps no empty folder, and a host may have no job."""
        truth = scratch.Truth(folder)
        truth.write("workflows/.gitkeep", "")
        truth.commit("Import")

    def import_then_audit(self, platform: str, folder=None, *options) -> list[dict]:
        """The findings of the first audit, after one that `import` announced each of is left out."""
        folder = folder or self.work
        out = self.plumbline(
            "import", "--platform", platform, "--team", "ops", "--out", folder / "truth/workflows",
            *options, cwd=folder,
        ).out  # fmt: skip
        self.commit(folder / "truth")
        run = self.run_program("audit", "--output", "json", cwd=folder)
        report = run.json()
        self.assertTrue(report["complete"], run.out[:3000])
        left = []
        for finding in report["findings"]:
            announced = f"{finding['id']}: " in out and "not clean in the next audit" in out
            if finding["cause"] == "ineffective" and announced:
                continue
            left.append(finding)
        self.assertEqual(run.code, 1 if report["findings"] else 0)
        return [(f["cause"], f["id"], f["field"], f["message"]) for f in left]

    def test_of_this_machine_without_any_configuration(self):
        """The first five minutes of a new user, word by word."""
        # The crontabs of users are for root only.
        incomplete = 0 if os.geteuid() == 0 else 3
        run = self.plumbline(
            "import", "--platform", "this-host", "--out", "truth/workflows", code=incomplete
        )
        self.assertIn("kind: cron", run.err)
        scratch.config(
            self.work, {"this-host": "{kind: cron}"}, "{repo: ./truth, path: workflows}"
        )
        self.commit(self.work / "truth")
        audit = self.run_program("audit", "--output", "json")
        report = audit.json()
        self.assertEqual(report["complete"], incomplete == 0, audit.out[:3000])
        left = [
            f
            for f in report["findings"]
            if f"{f['id']}: " not in run.out and f["cause"] != "unread"
        ]
        self.assertEqual([(f["cause"], f["id"], f["message"]) for f in left], [])

    def test_of_the_hosts_of_the_example_estate(self):
        estate = self.dir / "estate"
        subprocess.run(
            [program.ROOT / "examples/estate/build.sh", estate], check=True, capture_output=True
        )
        for host in ("web-1", "batch-1", "edge-1"):
            with self.subTest(host):
                folder = self.dir / host
                folder.mkdir()
                scratch.config(folder, {host: f"{{kind: cron, root: {estate}/hosts/{host}}}"})
                self.assertEqual(self.import_then_audit(host, folder), [])

    def test_a_second_import_changes_nothing_and_overwrites_nothing(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "0 4 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        arguments = ("import", "--platform", "web", "--out", "out")
        self.assertIn("wrote 1", self.plumbline(*arguments).out)
        (file,) = (self.work / "out").iterdir()
        text = file.read_text()
        self.assertIn("1 was there", self.plumbline(*arguments).out)
        host.edit("etc/cron.d/shop", "0 4", "0 5")
        self.assertIn("exists and differs", self.plumbline(*arguments, code=2).err)
        self.assertEqual(file.read_text(), text)
        self.plumbline(*arguments, "--force")
        self.assertIn("0 5 * * *", file.read_text())

    def test_nothing_is_written_or_read_through_what_is_no_file(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "0 4 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        arguments = ("import", "--platform", "web", "--out", "out")
        self.plumbline(*arguments)
        (file,) = (self.work / "out").iterdir()
        precious = self.work / "precious"
        precious.write_text("precious\n")

        def link(target):
            return lambda: file.symlink_to(target)

        cases = {
            "link": (link(precious), "is a symbolic link"),
            "nowhere": (link(self.work / "new"), "is a symbolic link"),
            "device": (link("/dev/null"), "is a symbolic link"),
            "pipe": (lambda: os.mkfifo(file), "is no regular file"),
            "folder": (file.mkdir, "is no regular file"),
        }
        for name, (lay, says) in cases.items():
            file.unlink()
            lay()
            for more in ((), ("--force",)):
                with self.subTest(name, more=more):
                    run = self.plumbline(*arguments, *more, code=2, timeout=20)
                    self.assertIn(says, run.err)
                    self.assertEqual(len(list((self.work / "out").iterdir())), 1)
        self.assertEqual(precious.read_text(), "precious\n")
        self.assertFalse((self.work / "new").exists())

    def test_what_is_imported_is_valid_and_named_as_promised(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        self.plumbline("import", "--platform", "web", "--team", "ops", "--out", "out")
        (file,) = (self.work / "out").iterdir()
        self.assertRegex(file.name, r"^web-cron\.d-shop-report-[0-9a-f]{4}\.yaml$")
        self.assertIn("team: ops", file.read_text())
        self.plumbline("validate", file)

    def test_a_job_without_a_marker_is_named_by_its_whole_id(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "0 4 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        self.plumbline("import", "--platform", "web", "--out", "out")
        (file,) = (self.work / "out").iterdir()
        self.assertRegex(file.name, r"^web-cron\.d-shop-report-[0-9a-f]{8}-[0-9a-f]{4}\.yaml$")

    def test_what_the_folder_declares_already_is_not_written_again(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "0 4 * * * root /srv/report\n5 4 * * * root /srv/other\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        arguments = ("import", "--platform", "web", "--out", "out")
        self.plumbline(*arguments)
        file = min((self.work / "out").iterdir())
        (self.work / "out/team").mkdir()
        file.rename(self.work / "out/team/nicer.yaml")
        for more in ((), ("--force",)):
            run = self.plumbline(*arguments, *more)
            self.assertIn("is already declared in out/team/nicer.yaml", run.out)
            self.assertEqual(len(list((self.work / "out").glob("*.yaml"))), 1)
        self.assertEqual(
            json.loads(self.plumbline(*arguments, "--json").out)["unchanged"], 1
        )

    def packaged_host(self) -> scratch.Host:
        """A stock Debian: every job there belongs to an installed package."""
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/e2scrub_all", "30 3 * * 0 root /sbin/e2scrub_all\n")
        host.write(
            "var/lib/dpkg/status",
            "Package: e2fsprogs\nConffiles:\n /etc/cron.d/e2scrub_all 0123abc\n",
        )
        return host

    def test_of_a_host_with_packaged_jobs_only_ends_as_the_readme_says(self):
        self.packaged_host()
        scratch.Truth(self.work)
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"}, "{repo: ., path: workflows}")
        arguments = ("import", "--platform", "web", "--team", "ops", "--out", "workflows/")
        run = self.plumbline(*arguments)
        self.assertIn("every job here belongs to an installed package", run.out)
        self.assertIn("set `packages: report`", run.out)
        self.assertNotIn("wrote 0", run.out)
        self.assertEqual(
            (self.work / "workflows/defaults.yaml").read_text(), "plumbline: v1\nteam: ops\n"
        )
        (self.work / ".gitignore").write_text("web\nstore\n")
        scratch.Truth(self.work).commit()
        self.assertIn("0 errors", self.plumbline("validate").out)
        self.assertEqual(self.audit(code=0)["verdict"], "agree")
        # And what it says to do next does what it says.
        scratch.config(
            self.work, {"web": "{kind: cron, root: ./web, packages: report}"},
            "{repo: ., path: workflows}",
        )  # fmt: skip
        self.assertIn("wrote 1 truth file", self.plumbline(*arguments).out)
        scratch.Truth(self.work).commit()
        report = self.audit(code=0)
        self.assertEqual((report["verdict"], report["summary"]["places"]), ("agree", 1))

    def test_of_a_host_without_jobs_says_so(self):
        scratch.Host(self.work / "web")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        run = self.plumbline("import", "--platform", "web", "--out", "out")
        self.assertIn("there is no job here", run.out)

    def test_what_cron_does_not_read_as_it_looks_is_told_at_every_step(self):
        host = scratch.Host(self.work / "web")
        host.write("etc/cron.d/shop", "# plumbline: id=report\n0~30 6 * * * root /srv/report\n")
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        told = 'Debian cron reads the minute field "0~30" as "0"'
        run = self.plumbline("import", "--platform", "web", "--out", "truth/workflows")
        self.assertIn(f"not read as it looks:\n  cron.d/shop#report: {told}", run.out)
        self.commit(self.work / "truth")
        run = self.plumbline("validate")
        self.assertIn("1 warning", run.out)
        self.assertIn(told, run.out)
        wide = {"COLUMNS": "200"}
        run = self.plumbline("audit", "--verbose", env=wide)
        self.assertIn(told, run.out)
        host.edit("etc/cron.d/shop", "0~30", "0")
        self.assertNotIn(told, self.plumbline("audit", "--verbose", env=wide).out)

    def test_of_every_kind_of_line(self):
        host = scratch.Host(self.work / "web")
        host.write(
            "etc/crontab",
            "SHELL=/bin/sh\nMAILTO=\"ops@example.com, dev@example.com\"\n"
            "@reboot root /srv/boot\n@daily root /srv/day\n*/7 1-5,8 1,15 */2 mon-fri root /srv/odd\n"
            "0 0 31 2 * root /srv/never\n5 4 * * sun root flock -n /l timeout -k 5 90 /srv/a | tee /log\n"
            "30 2 * * * www-data cd /srv && ./b %Y%m%d%stdin\n0 1 * * * root /srv/twice\n"
            "0 13 * * * root /srv/twice\n10 1 * * * root curl -fsS https://hc.example/1 && /srv/c\n"
            "#plumbline:paused# 0 3 * * * root /srv/off\n# 0 3 * * * root /srv/old\n"
            "MAILTO=\"\"\n0 6 * * * root chronic nice -n 10 /srv/quiet 2>&1\n",
        )
        host.user_tab("ana", "MAILTO=ana\n15 8 1 * * $HOME/bin/bill \"a b\" 'c'\n@weekly true\n")
        host.write("etc/cron.daily/rotate", "#!/bin/sh\n", 0o755)
        host.write("etc/cron.daily/not-executable", "#!/bin/sh\n", 0o644)
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        found = self.import_then_audit("web")
        self.assertEqual(found, [])

    def test_of_the_real_crontabs_of_the_corpus(self):
        corpus = program.shared_corpus()
        if corpus is None:
            self.skipTest("no corpus beside the source")
        files = sorted(
            path
            for part in ("cron.d", "crontab", "linter-tests", "puppet-fixtures")
            for path in (corpus / part).glob("*")
            if path.is_file()
        )
        self.assertGreater(len(files), 20)
        written = 0
        for number, path in enumerate(files):
            with self.subTest(path.name):
                folder = self.dir / f"corpus-{number}"
                folder.mkdir()
                host = scratch.Host(folder / "web")
                place(host, path)
                scratch.config(folder, {"web": "{kind: cron, root: ./web}"})
                self.assertEqual(self.import_then_audit("web", folder), [])
                written += len(list(folder.glob("truth/workflows/*.yaml")))
                shutil.rmtree(folder)
        # Most of them are crontabs that cron accepts.
        self.assertGreater(written, 50)


def place(host: scratch.Host, path: pathlib.Path):
    """Puts a crontab where its format belongs: with a column of users or without."""
    text = path.read_bytes()
    if path.parent.name == "puppet-fixtures":
        host.user_tab("ana", text)
        return
    if path.parent.name == "crontab" and not has_users(text):
        host.user_tab("ana", text)
        return
    name = "etc/crontab" if path.parent.name == "crontab" else "etc/cron.d/job"
    users = {
        line.split()[5]
        for line in text.decode("utf-8", "replace").splitlines()
        if line.strip()[:1].isdigit() or line.strip()[:1] == "*"
        if len(line.split()) > 6
    }
    passwd = host.path("etc/passwd").read_text()
    for number, user in enumerate(sorted(users - {"root", "ana", "www-data"})):
        if user.replace("-", "").replace("_", "").isalnum():
            passwd += f"{user}:x:{2000 + number}:2000::/:/bin/sh\n"
    host.write("etc/passwd", passwd)
    host.write(name, text)


def has_users(text: bytes) -> bool:
    for line in text.decode("utf-8", "replace").splitlines():
        words = line.split()
        if len(words) > 6 and words[0][:1] in "0123456789*" and "=" not in words[0]:
            return words[5].replace("-", "").replace("_", "").isalnum() and "/" not in words[5]
    return False


if __name__ == "__main__":
    program.main()
