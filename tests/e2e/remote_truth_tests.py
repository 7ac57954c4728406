"""Truth at the far end of a URL, without a server: file:// and what cannot be reached."""

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""


class RemoteTruth(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        self.truth = scratch.Truth(self.dir / "upstream")
        self.file = self.truth.workflow("report", WORKFLOW)
        self.commit = self.truth.commit()

    def configure(self, *truth):
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"}, truth="\n  - ".join(truth))

    def url(self):
        return f"file://{self.dir}/upstream"

    def test_file_urls_are_fetched_and_follow_what_upstream_does(self):
        self.configure(f"{{repo: '{self.url()}', path: workflows}}")
        report = self.audit()
        self.assertEqual(report["truth"][0]["commit"], self.commit)
        self.truth.edit(self.file, "0 4", "0 5")
        second = self.truth.commit("Later")
        report = self.audit(code=1)
        self.assertEqual(report["truth"][0]["commit"], second)
        self.assertEqual([f["cause"] for f in report["findings"]], ["pending"])
        # History is rewritten upstream.
        self.truth.git("reset", "--quiet", "--hard", "HEAD~1")
        self.assertEqual(self.audit()["truth"][0]["commit"], self.commit)

    def test_refs_of_every_kind(self):
        self.truth.git("tag", "-a", "-m", "v1", "v1")
        self.truth.git("branch", "release/1")
        self.truth.edit(self.file, "0 4", "0 5")
        self.truth.commit("Later")
        for ref in ("v1", "release/1", self.commit, self.commit[:12], "main~1"):
            with self.subTest(ref):
                code = 4 if "~" in ref else 0
                self.configure(f"{{repo: '{self.url()}', path: workflows, ref: '{ref}'}}")
                run = self.plumbline("audit", "--no-store", "--output", "json", code=code)
                if code == 0:
                    self.assertEqual(run.json()["truth"][0]["commit"], self.commit)
        self.configure(f"{{repo: '{self.url()}', path: workflows, ref: absent}}")
        self.assertIn("absent", self.plumbline("audit", code=2).out)

    def test_bare_repositories_and_worktrees(self):
        self.truth.git("clone", "--quiet", "--bare", ".", self.dir / "bare.git")
        self.truth.git("worktree", "add", "--quiet", self.dir / "tree", "HEAD")
        for path in ("bare.git", "tree", "upstream/.git"):
            with self.subTest(path):
                self.configure(f"{{repo: '{self.dir}/{path}', path: workflows}}")
                self.audit("--no-store")

    def test_uncommitted_files_are_not_truth(self):
        self.truth.edit(self.file, "0 4", "0 5")
        self.configure("{repo: ../upstream, path: workflows}")
        self.audit()

    def test_one_repository_of_two_that_cannot_be_reached_is_3(self):
        self.configure(
            f"{{repo: '{self.url()}', path: workflows}}",
            "{repo: 'https://127.0.0.1:1/hr.git', path: workflows, team: hr}",
        )
        report = self.audit(code=3)
        error = report["truth"][1]["error"]
        self.assertEqual(error["kind"], "unreachable", error)
        self.assertFalse(report["complete"])

    def test_none_that_can_be_reached_is_2(self):
        self.configure("{repo: 'https://127.0.0.1:1/hr.git', path: workflows}")
        run = self.plumbline("audit", code=2)
        self.assertIn("127.0.0.1:1", run.err + run.out)

    def test_a_repository_that_goes_away_resolves_nothing(self):
        self.configure(f"{{repo: '{self.url()}', path: workflows}}")
        self.host.edit("etc/cron.d/shop", "0 4", "0 6")
        (finding,) = self.audit(code=1)["findings"]
        (self.dir / "upstream").rename(self.dir / "elsewhere")
        run = self.run_program("audit", "--output", "json")
        self.assertEqual(run.code, 2, run)
        (self.dir / "elsewhere").rename(self.dir / "upstream")
        report = self.audit(code=1)
        self.assertEqual(report["resolved"], [])
        (again,) = report["findings"]
        self.assertEqual((again["key"], again["status"]), (finding["key"], "open"))

    def test_a_file_with_a_secret_that_others_may_read_is_refused(self):
        secret = self.dir / "password"
        secret.write_text("s3cr3t-word\n")
        secret.chmod(0o644)
        self.configure(
            "{repo: 'https://127.0.0.1:1/a.git', credentials: {user: me, password_file: ../password}}"
        )
        run = self.run_program("audit")
        self.assertIn(run.code, (2, 4), run)
        self.assertIn("password", run.err + run.out)
        self.assertIn("chmod", run.err + run.out)
        self.assertNotIn("s3cr3t-word", run.err + run.out)

    def test_a_secret_in_the_configuration_is_refused_and_not_repeated(self):
        for truth in (
            "{repo: 'https://me:s3cr3t-word@127.0.0.1:1/a.git'}",
            "{repo: 'https://127.0.0.1:1/a.git', credentials: {user: me, password: s3cr3t-word}}",
        ):
            with self.subTest(truth):
                self.configure(truth)
                run = self.plumbline("audit", code=4)
                self.assertNotIn("s3cr3t-word", run.err + run.out)

    def test_urls_that_would_run_something_are_refused(self):
        for url in ("ext::sh -c id", "-oProxyCommand=id", "ssh://-oProxyCommand=id/x", "fd::3"):
            with self.subTest(url):
                self.configure(f"{{repo: '{url}', path: workflows}}")
                run = self.run_program("audit")
                self.assertIn(run.code, (2, 4), run)


if __name__ == "__main__":
    program.main()
