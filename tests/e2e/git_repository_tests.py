"""Truth in a local repository that is damaged, linked or another's: named, in bounded time, and never clean."""

import os
import pathlib
import time
import unittest

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#report"}]
"""
LONGEST = 20  # seconds; a healthy run takes a tenth of one


class GitRepository(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.host.write("etc/cron.d/shop", "# plumbline: id=report\n0 4 * * * root /srv/report\n")
        self.truth = scratch.Truth(self.work / "truth")
        self.truth.workflow("report", WORKFLOW)
        self.truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})

    def said(self, code: int) -> str:
        """What an audit with that exit code says in text, after a look at the time it took."""
        begun = time.monotonic()
        run = self.plumbline("audit", code=code, timeout=LONGEST)
        self.assertLess(time.monotonic() - begun, LONGEST)
        return " ".join((run.out + run.err).split())


class Damaged(GitRepository):
    def object_file(self, revision: str) -> pathlib.Path:
        oid = self.truth.git("rev-parse", revision)
        return self.truth.root / ".git/objects" / oid[:2] / oid[2:]

    def test_an_object_cut_in_half(self):
        for revision in ("HEAD", "HEAD^{tree}", "HEAD:workflows/shop", "HEAD:workflows/shop/report.yaml"):
            with self.subTest(revision):
                file = self.object_file(revision)
                whole = file.read_bytes()
                file.chmod(0o644)
                file.write_bytes(whole[: len(whole) // 2])
                said = self.said(2)
                for word in (file.name, "ends in the middle of its data", "git fsck"):
                    self.assertIn(word, said)
                self.assertFalse(self.audit(code=2)["complete"])
                self.assertNotIn("correct the file", said)
                file.write_bytes(whole)
        self.audit()  # mended: no report of before stands for this one

    def test_a_pack_index_that_leads_astray(self):
        self.truth.git("gc", "--quiet")
        index = next((self.truth.root / ".git/objects/pack").glob("*.idx"))
        whole = bytearray(index.read_bytes())
        objects = int.from_bytes(whole[8 + 1020 : 8 + 1024], "big")
        whole[8 + 1024 + objects * 24] |= 0x80  # the first offset
        index.chmod(0o644)
        index.write_bytes(whole)
        self.assertIn("leads outside its pack", self.said(2))


class Links(GitRepository):
    """Folders that a checkout would show and the object store does not."""

    def test_a_linked_folder_of_truth(self):
        self.truth.write("shared/other.yaml", "plumbline: v1\n")
        (self.truth.root / "workflows/more").symlink_to("../shared")
        self.truth.commit()
        for word in ("workflows/more", "symbolic link", "../shared", "ignore:"):
            self.assertIn(word, self.said(1))
        report = self.audit(code=1)
        self.assertEqual(program.findings(report), [("invalid", None, None)])
        scratch.config(
            self.work,
            {"web": "{kind: cron, root: ./web}"},
            truth="{repo: ./truth, path: workflows, ignore: [more]}",
        )
        self.audit()

    def test_a_link_out_of_the_repository(self):
        (self.truth.root / "workflows/more").symlink_to("/srv/workflows")
        self.truth.commit()
        note = "workflows/more is a symbolic link to /srv/workflows, which is not in this commit"
        self.assertIn(note, self.said(0))
        self.assertIn(note, " ".join(self.audit()["truth"][0]["notes"]))

    def test_a_linked_path(self):
        (self.truth.root / "alias").symlink_to("workflows")
        self.truth.commit()
        scratch.config(
            self.work, {"web": "{kind: cron, root: ./web}"}, truth="{repo: ./truth, path: alias}"
        )
        self.assertIn("is a symbolic link, not a folder", self.said(2))


@unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
class OfAnotherUser(GitRepository):
    """A checkout of a developer under sudo, or of the runner in a container."""

    def setUp(self):
        super().setUp()
        del self.env["GIT_CONFIG_GLOBAL"]
        for folder, folders, files in os.walk(self.truth.root):
            for name in (".", *folders, *files):
                os.chown(pathlib.Path(folder, name), 65534, 65534, follow_symlinks=False)

    def trust(self, *values: str):
        rows = "".join(f"\tdirectory = {value}\n" for value in values)
        (self.home / ".gitconfig").write_text(f"[safe]\n{rows}")

    def test_it_is_refused_with_the_way_out(self):
        remedy = f"git config --global --add safe.directory '{self.truth.root}'"
        for values in ((), ("/somewhere/else",), (f"{self.truth.root}x",), ("*", '""')):
            with self.subTest(values):
                self.trust(*values)
                report = self.audit(code=2)
                self.assertEqual(report["truth"][0]["error"]["kind"], "forbidden")
                self.assertIn(remedy, report["truth"][0]["error"]["hint"])

    def test_safe_directory_permits_it(self):
        for value in (self.truth.root, "*", f"{self.work}/*"):
            with self.subTest(value):
                self.trust("/somewhere/else", str(value))
                self.audit()


if __name__ == "__main__":
    program.main()
