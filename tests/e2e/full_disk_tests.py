"""A full disk under the store: a small tmpfs in a private mount namespace."""

import os
import subprocess
import unittest

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#NAME"}]
"""
SCRIPT = """\
set -eu
program=$1 work=$2
mkdir -p "$work/store"
mount -t tmpfs -o size=8m,mode=700 none "$work/store"
cd "$work"
audit() { set +e; "$program" audit --output json >"$1.json" 2>"$1.err"; echo $? >"$1.code"; set -e; }
audit first
dd if=/dev/zero of="$work/store/filler" bs=1k count=16384 2>/dev/null || :
sed -i 's/^0 4/0 5/' web/etc/cron.d/shop
audit full
rm "$work/store/filler"
audit again
"""


@unittest.skipIf(os.geteuid() != 0 and not os.environ.get("PLUMBLINE_REQUIRE_BEDS"), "needs root")
class FullDisk(program.Case):
    def test_a_full_disk_is_2_and_the_history_stays(self):
        host = scratch.Host(self.work / "web")
        truth = scratch.Truth(self.work / "truth")
        lines = ""
        for number in range(200):
            lines += f"# plumbline: id=job-{number}\n0 4 * * * root /srv/job-{number}\n"
            truth.workflow(f"job-{number}", WORKFLOW.replace("NAME", f"job-{number}"))
        host.write("etc/cron.d/shop", lines)
        truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        subprocess.run(
            ["unshare", "-m", "--propagation", "private", "bash", "-c", SCRIPT, "bash",
             program.path(), self.work],
            env=self.env, check=True, timeout=120,
        )  # fmt: skip
        read = lambda name: (self.work / name).read_text()
        self.assertEqual(read("first.code"), "0\n", read("first.err"))
        self.assertEqual(read("full.code"), "2\n", read("full.err"))
        self.assertRegex(read("full.err"), "full|space|room")
        self.assertEqual(read("again.code"), "1\n", read("again.err"))
        report = program.json.loads(read("again.json"))
        self.assertEqual({f["cause"] for f in report["findings"]}, {"drifted"})
        self.assertEqual({f["status"] for f in report["findings"]}, {"new"})


if __name__ == "__main__":
    program.main()
