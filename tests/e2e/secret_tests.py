"""Passwords in crontabs, and in truth: what Plumbline shows and keeps holds none of them."""

import program
import scratch

# One job of each recognised shape; every secret holds the word that is looked for.
HIDDEN = "hunter2"
COMMANDS = {
    "option": "/srv/load --password=hunter2xx",
    "spaced": "/srv/load --token hunter2xx",
    "quoted": "/srv/load --secret='two hunter2 words'",
    "variable": "PGPASSWORD=hunter2xx pg_dump db",
    "url": "curl https://bob:hunter2xx@host.example/x",
    "query": "curl 'https://host.example/x?api_key=hunter2xx&n=1'",
    "bearer": "curl -H 'Authorization: Bearer abcdhunter2efgh' host.example",
    "scheme": "curl -H 'Authorization: token hunter2xx' host.example",
    "header": "curl -H 'X-Api-Key: hunter2xx' host.example",
    "user": "curl -u bob:hunter2xx host.example",
    "mysql": "mysqldump -u root -phunter2xx db",
    "sshpass": "sshpass -p hunter2xx ssh host.example",
    "aws": "AWS_SECRET_ACCESS_KEY=hunter2xx aws s3 ls",
    "key": "/srv/load AKIAHUNTER2HUNTER2AB",
    "github": "/srv/load ghp_hunter2hunter2hunter2hunter2",
    "hook": "curl https://hooks.slack.com/services/T0/B0/hunter2xx -d x",
    "ping": "/srv/load && curl -fsS https://bob:hunter2xx@hc-ping.com/abc",
    "input": "/srv/load%--password=hunter2xx%more",
}
WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#NAME"}]
"""


class Secrets(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.truth = scratch.Truth(self.work / "truth")
        self.seen = []
        self.write_jobs()
        for name in COMMANDS:
            self.truth.workflow(name, WORKFLOW.replace("NAME", name))
        # Truth is no place for them either, but it happens.
        self.truth.workflow(
            "option",
            WORKFLOW.replace("NAME", "option") + "action: {command: /srv/load --password=hunter2xx}\n",
        )
        self.truth.workflow("bad", "schedule: {cron: '--password=hunter2xx', timezone: Europe/Berlin}\n")
        self.truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})

    def write_jobs(self, more=""):
        lines = "SMTP_PASSWORD=hunter2xx\nMAILTO=ops@example.com\n"
        for name, command in COMMANDS.items():
            lines += f"# plumbline: id={name}\n0 4 * * * root {command}{more}\n"
        lines += "1 4 * * * root /srv/undeclared --password=hunter2xx\n"
        self.host.write("etc/cron.d/shop", lines)
        self.host.write("etc/cron.d/refused", "61 4 * * * root /srv/refused --password=hunter2xx\n")

    def look(self, *arguments):
        run = self.run_program(*arguments)
        self.assertNotIn("internal error", run.err)
        self.seen.append((arguments, run.out + run.err))
        return run

    def check_hidden(self):
        for arguments, text in self.seen:
            for line in text.splitlines():
                self.assertNotIn(HIDDEN, line.lower(), arguments)
        kept = [path for path in (self.work / "store").rglob("*")] + list(self.home.rglob("*"))
        self.assertTrue(any(path.name == "plumbline.db" for path in kept))
        for path in kept:
            if path.is_file():
                self.assertFalse(HIDDEN.encode() in path.read_bytes().lower(), path)

    def look_at_everything(self):
        self.look("audit", "-v")
        report = self.look("audit", "-o", "json").json()
        for finding in report["findings"]:
            if finding["cause"] != "unread":
                self.look("explain", finding["key"])
                self.look("explain", "--json", finding["key"])
        for name in COMMANDS:
            self.look("diff", f"shop/{name}")
        self.look("inventory")
        self.look("inventory", "--json")
        self.look("validate")
        self.look("normalise", "--kind", "cron", self.host.path("etc/cron.d/shop"))
        return report

    def test_no_secret_is_shown_or_kept(self):
        self.look_at_everything()
        self.write_jobs(more=" # --password=hunter2yy")
        self.look_at_everything()
        self.host.write("etc/cron.d/shop", "")
        self.look_at_everything()
        self.check_hidden()

    def test_truth_files_that_import_writes_hold_none(self):
        self.audit(code=1)
        run = self.look(
            "import", "--platform", "web", "--team", "shop", "--out", self.work / "new"
        )
        self.assertIn("cron.d/shop#ping: a secret was left out", run.out + run.err)
        files = list((self.work / "new").rglob("*.yaml"))
        self.assertGreaterEqual(len(files), len(COMMANDS))
        for path in files:
            self.assertNotIn(HIDDEN, path.read_text().lower(), path)
        self.check_hidden()

    def test_what_is_kept_without_its_secrets_still_agrees(self):
        self.truth.git("rm", "-q", "workflows/shop/bad.yaml")
        self.truth.commit()
        first = program.findings(self.audit("--fail-on", "critical", code=0))
        # Not the run that repeats the last report: everything is judged anew.
        self.host.write("etc/cron.d/other", "2 4 * * * root /srv/other\n")
        second = self.audit("--fail-on", "critical", code=0)
        self.assertEqual(
            [f for f in program.findings(second) if not f[1].startswith("cron.d/other")], first
        )
        self.assertEqual({cause for cause, _, _ in first}, {"unmanaged", "ineffective"})

    def test_a_changed_password_is_still_found(self):
        self.truth.git("rm", "-q", "workflows/shop/bad.yaml")
        self.truth.commit()
        self.audit("--fail-on", "critical")
        self.host.edit("etc/cron.d/shop", COMMANDS["url"], COMMANDS["url"].replace("xx@", "yy@"))
        report = self.audit(code=1)
        self.assertIn(("drifted", "shop/url", "action"), program.findings(report))
        (finding,) = (f for f in report["findings"] if f["workflow"] == "shop/url")
        self.look("explain", finding["key"])
        self.check_hidden()


if __name__ == "__main__":
    program.main()
