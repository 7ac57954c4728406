"""A remote cron host: a real sshd that shows a private crontab tree."""

import os
import unittest

import program
import scratch

JOB = "# plumbline: id=report\n30 4 * * * www-data timeout 1h /srv/report\n"

CRONTAB = """\
MAILTO=ops@example.com
17 * * * * root /usr/local/sbin/tidy
25 6 * * * root cd / && run-parts --report /etc/cron.daily
"""


@unittest.skipIf(os.geteuid() != 0 and not os.environ.get("PLUMBLINE_REQUIRE_BEDS"), "needs root")
class SshHost(program.Case):
    def setUp(self):
        super().setUp()
        self.bed = self.dir / "bed"
        self.tree = self.dir / "tree"
        self.host = scratch.Host(self.tree)
        self.host.write("etc/crontab", CRONTAB)
        self.host.write("etc/cron.d/shop", JOB)
        self.host.write("etc/cron.d/open", "0 1 * * * root /srv/open\n", 0o666)
        self.host.write("etc/cron.d/dotted.conf", "0 1 * * * root /srv/dotted\n")
        self.host.write("etc/cron.daily/rotate", "#!/bin/sh\n", 0o755)
        self.host.user_tab("ana", "*/5 * * * * /home/ana/bin/poll\n")
        self.start_bed()
        self.ssh = f"{{kind: cron, ssh: bed, ssh_config: {self.bed}/ssh_config}}"

    def start_bed(self):
        self.port = program.free_port()
        self.addCleanup(program.bed, "bed-ssh.sh", "stop", self.bed)
        program.bed("bed-ssh.sh", "start", self.bed, str(self.port), self.tree)

    def inventory(self):
        rows = self.plumbline("inventory", "--json").out.splitlines()
        return [row.replace('"platform":"far"', '"platform":"near"') for row in rows]

    def import_truth(self):
        self.plumbline("import", "--platform", "far", "--team", "ops", "--out", "truth/workflows")
        truth = scratch.Truth(self.work / "truth")
        truth.commit()
        return truth

    def test_a_host_by_ssh_reads_as_the_same_tree_here(self):
        # What only the machine itself has beside the tree.
        for name in ("usr", "etc/anacrontab"):
            self.assertFalse((self.tree / name).exists())
        scratch.config(self.work, {"near": f"{{kind: cron, root: {self.tree}}}"})
        here = self.inventory()
        scratch.config(self.work, {"far": self.ssh})
        far = self.inventory()
        self.assertEqual(len(here), len(far))
        for one, other in zip(here, far):
            self.assertEqual(one, other)

    def test_import_then_audit_then_a_change_by_hand(self):
        scratch.config(self.work, {"far": self.ssh})
        self.import_truth()
        report = self.audit(code=1)
        self.assertEqual({f["cause"] for f in report["findings"]}, {"ineffective"})
        self.host.edit("etc/cron.d/shop", "30 4", "30 5")
        report = self.audit(code=1)
        self.assertIn(("drifted", "schedule"), {(f["cause"], f["field"]) for f in report["findings"]})
        coverage = report["coverage"][0]
        self.assertEqual((coverage["state"], coverage["unread"]), ("read", []))

    def test_a_host_that_is_down_is_unread_and_resolves_nothing(self):
        scratch.config(self.work, {"far": self.ssh})
        for name in ("open", "dotted.conf"):
            self.host.path(f"etc/cron.d/{name}").unlink()
        self.import_truth()
        self.audit(code=0)
        self.host.edit("etc/cron.d/shop", "30 4", "30 5")
        (before,) = self.audit(code=1)["findings"]
        program.bed("bed-ssh.sh", "stop", self.bed)
        report = self.audit(code=3)
        self.assertEqual(report["coverage"][0]["state"], "unread")
        self.assertEqual({f["cause"] for f in report["findings"]}, {"unread"})
        self.assertEqual(report["resolved"], [])
        program.bed("bed-ssh.sh", "start", self.bed, str(self.port), self.tree)
        report = self.audit(code=1)
        (after,) = report["findings"]
        self.assertEqual((after["key"], after["status"]), (before["key"], "open"))
        self.assertEqual(after["first_seen"], before["first_seen"])

    def test_a_host_with_another_key_is_not_read(self):
        text = (self.bed / "ssh_config").read_text().replace("known_hosts\n", "known_hosts_wrong\n")
        (self.bed / "ssh_config_wrong").write_text(text)
        scratch.config(self.work, {"far": self.ssh.replace("/ssh_config", "/ssh_config_wrong")})
        scratch.Truth(self.work / "truth").workflow(
            "report",
            'schedule: {cron: "30 4 * * *", timezone: Europe/Berlin}\n'
            'places: [{platform: far, id: "cron.d/shop#report"}]\n',
        )
        scratch.Truth(self.work / "truth").commit()
        report = self.audit(code=3)
        (unread,) = report["coverage"][0]["unread"]
        self.assertEqual(unread["error"]["kind"], "unauthenticated")
        self.assertIn("known_hosts", unread["error"]["hint"])

    def test_a_key_that_the_host_does_not_know(self):
        text = (self.bed / "ssh_config").read_text().replace("/client\n", "/client_wrong\n")
        (self.bed / "ssh_config_wrong").write_text(text)
        scratch.config(self.work, {"far": self.ssh.replace("/ssh_config", "/ssh_config_wrong")})
        run = self.plumbline("inventory", code=3)
        self.assertIn("Permission denied", run.err)

    def test_a_login_that_talks_is_told_to_be_silent(self):
        keys = (self.bed / "authorized_keys").read_text()
        (self.bed / "authorized_keys").write_text(
            'command="echo Welcome; echo to the machine; sh -c \\"$SSH_ORIGINAL_COMMAND\\"" ' + keys
        )
        scratch.config(self.work, {"far": self.ssh})
        run = self.plumbline("inventory", code=3)
        self.assertIn("check that its login prints nothing", run.err)


if __name__ == "__main__":
    program.main()
