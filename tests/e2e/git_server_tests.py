"""Truth on real Git servers: https with a password and an own authority, ssh with a key."""

import os

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""


class GitServer(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        self.truth = scratch.Truth(self.dir / "upstream")
        self.truth.workflow("report", WORKFLOW)
        self.commit = self.truth.commit()
        self.bed = self.dir / "bed"

    def publish(self, script):
        program.bed(script, "repo", self.bed, "truth")
        self.truth.git("push", "--quiet", self.bed / "repos/truth.git", "main")

    def configure(self, url, credentials):
        scratch.config(
            self.work,
            {"web": "{kind: cron, root: ./web}"},
            truth=f"{{repo: '{url}/truth.git', path: workflows, credentials: {{{credentials}}}}}",
        )

    def secret(self, text, mode=0o600):
        path = self.dir / "password"
        path.write_text(text + "\n")
        path.chmod(mode)
        return path

    def start_https(self) -> str:
        program.bed("bed-githttp.sh", "install", self.bed)
        self.publish("bed-githttp.sh")
        ports = program.free_port(), program.free_port()
        self.addCleanup(program.bed, "bed-githttp.sh", "stop", self.bed)
        return program.bed("bed-githttp.sh", "start", self.bed, *map(str, ports)).split()[1]

    def start_ssh(self) -> str:
        program.bed("bed-gitssh.sh", "install", self.bed)
        self.publish("bed-gitssh.sh")
        ports = program.free_port(), program.free_port()
        self.addCleanup(program.bed, "bed-gitssh.sh", "stop", self.bed)
        return program.bed("bed-gitssh.sh", "start", self.bed, *map(str, ports)).split()[0]

    def refused(self, *words):
        """Not one repository could be read: exit code 2, and no secret in what is said."""
        run = self.plumbline("audit", code=2)
        said = run.out + run.err
        for word in words:
            self.assertIn(word, said)
        self.assertNotIn("ro-pass", said)
        self.assertNotIn("wr0ng", said)

    def test_https(self):
        url = self.start_https()
        login = f"user: ro, ca_file: {self.bed}/cert.pem, password_file: ../password"
        self.secret("ro-pass")
        self.configure(url, login)
        with self.subTest("the right password"):
            self.assertEqual(self.audit()["truth"][0]["commit"], self.commit)
        with self.subTest("a push is seen"):
            self.truth.edit("workflows/shop/report.yaml", "0 4", "0 5")
            second = self.truth.commit("Later")
            self.truth.git("push", "--quiet", self.bed / "repos/truth.git", "main")
            self.assertEqual(self.audit(code=1)["truth"][0]["commit"], second)
        with self.subTest("nothing of the secret is kept"):
            for path in self.home.rglob("*"):
                if path.is_file():
                    self.assertNotIn(b"ro-pass", path.read_bytes(), path)
        with self.subTest("the password from a command"):
            self.configure(url, login.replace("password_file: ../password", "password_command: echo ro-pass"))
            self.audit(code=1)
        with self.subTest("a wrong password"):
            self.secret("wr0ng")
            self.configure(url, login)
            self.refused("truth.git")
        with self.subTest("a file that others may read"):
            self.secret("ro-pass", 0o644)
            self.refused("chmod")
        with self.subTest("an authority that nobody vouches for"):
            self.secret("ro-pass")
            self.configure(url, "user: ro, password_file: ../password")
            self.refused("certificate")
        with self.subTest("a server that is down"):
            self.configure(url, login)
            program.bed("bed-githttp.sh", "stop", self.bed)
            self.refused("127.0.0.1")

    def test_ssh(self):
        url = self.start_ssh()
        right = f"identity_file: {self.bed}/id, known_hosts: {self.bed}/known_hosts"
        self.configure(url, right)
        with self.subTest("the right key"):
            self.assertEqual(self.audit()["truth"][0]["commit"], self.commit)
        with self.subTest("a host with another key"):
            other = self.dir / "known_hosts"
            port = url.split(":")[2].split("/")[0]
            key = (self.bed / "id.pub").read_text().split()[:2]
            other.write_text(f"[127.0.0.1]:{port} {' '.join(key)}\n")
            self.configure(url, f"identity_file: {self.bed}/id, known_hosts: {other}")
            self.refused("known_hosts")
        with self.subTest("a key that the host does not know"):
            self.configure(url, f"identity_file: {self.bed}/host, known_hosts: {self.bed}/known_hosts")
            self.refused("truth.git")


if __name__ == "__main__":
    os.environ.pop("GIT_SSL_CAINFO", None)
    program.main()
