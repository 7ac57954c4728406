"""The store under two audits at once, a killed audit, a folder that is read-only, another version."""

import os
import shutil
import signal
import sqlite3
import time

import program
import scratch

WORKFLOW = """\
schedule: {cron: "0 4 * * *", timezone: Europe/Berlin}
places: [{platform: web, id: "cron.d/shop#NAME"}]
"""


class Store(program.Case):
    def setUp(self):
        super().setUp()
        self.host = scratch.Host(self.work / "web")
        self.truth = scratch.Truth(self.work / "truth")
        lines = ""
        for number in range(20):
            lines += f"# plumbline: id=job-{number}\n0 4 * * * root /srv/job-{number}\n"
            self.truth.workflow(f"job-{number}", WORKFLOW.replace("NAME", f"job-{number}"))
        self.host.write("etc/cron.d/shop", lines)
        self.truth.commit()
        scratch.config(self.work, {"web": "{kind: cron, root: ./web}"})
        self.path = self.work / "store/plumbline.db"

    def rows(self, query):
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def check_sound(self):
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])

    def change(self, hour=5):
        self.host.edit("etc/cron.d/shop", "0 4 * * * root /srv/job-7", f"0 {hour} * * * root /srv/job-7")

    def test_the_store_is_for_its_owner_alone(self):
        self.audit()
        self.assertEqual(oct(self.path.parent.stat().st_mode & 0o7777), "0o700")
        self.assertEqual(oct(self.path.stat().st_mode & 0o7777), "0o600")

    def test_without_a_path_it_lies_in_the_state_folder_of_the_user(self):
        text = (self.work / "plumbline.yaml").read_text()
        (self.work / "plumbline.yaml").write_text(text[: text.index("store:")])
        self.audit()
        self.assertTrue((self.home / "state/plumbline/test.db").is_file())

    def test_without_a_home_the_store_is_asked_for_and_nothing_is_made(self):
        text = (self.work / "plumbline.yaml").read_text()
        (self.work / "plumbline.yaml").write_text(text[: text.index("store:")])
        for variable in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            del self.env[variable]
        before = sorted(self.work.iterdir())
        run = self.plumbline("audit", code=2)
        self.assertIn("neither HOME nor XDG_STATE_HOME is set", run.err)
        self.audit("--no-store")
        remote = text.replace("repo: ./truth", "repo: 'https://127.0.0.1:1/x.git'")
        (self.work / "plumbline.yaml").write_text(remote[: remote.index("store:")])
        run = self.plumbline("audit", "--no-store", code=2)
        self.assertIn("neither HOME nor XDG_CACHE_HOME is set", run.out)
        self.assertEqual(sorted(self.work.iterdir()), before)

    def test_a_log_left_behind_in_a_read_only_folder_is_2_and_nothing_is_lost(self):
        self.audit()
        # As a killed audit leaves it: the last run lies in the log only.
        reader = sqlite3.connect(self.path)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM runs").fetchone()
        self.change()
        self.audit(code=1)
        log = self.path.with_name("plumbline.db-wal")
        copies = {p: p.read_bytes() for p in (self.path, log)}
        reader.close()
        for path, content in copies.items():
            path.write_bytes(content)
        self.path.with_name("plumbline.db-shm").unlink(missing_ok=True)
        self.skip_unless_nobody_can_be()
        os.chmod(self.dir, 0o755)
        os.chmod(self.path.parent, 0o555)
        for path in copies:
            os.chmod(path, 0o444)
        run = self.run_program(
            "audit", before=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            env={"GIT_CONFIG_GLOBAL": str(self.allow_truth())},
        )  # fmt: skip
        self.assertEqual(run.code, 2, run)
        self.assertIn("plumbline.db", run.err)
        for path, content in copies.items():
            self.assertEqual(path.read_bytes(), content)
        os.chmod(self.path.parent, 0o755)
        for path in copies:
            os.chmod(path, 0o600)
        (finding,) = self.audit(code=1)["findings"]
        self.assertEqual(finding["status"], "open")

    def test_an_empty_file_becomes_a_store(self):
        self.path.parent.mkdir()
        self.path.write_bytes(b"")
        self.audit()
        self.check_sound()

    def test_a_damaged_page_is_2_and_stays_as_it_is(self):
        self.audit()
        content = bytearray(self.path.read_bytes())
        for page in range(1, len(content) // 4096):
            content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
        self.path.write_bytes(content)
        self.change()
        run = self.plumbline("audit", code=2)
        self.assertIn("damaged", run.err)
        self.assertIn("backup", run.err)
        self.assertEqual(self.path.read_bytes(), bytes(content))

    def test_no_store_leaves_nothing_behind(self):
        self.audit("--no-store")
        self.assertFalse(self.path.exists())
        self.assertEqual(list(self.home.rglob("*.db")), [])

    def test_audits_at_once_agree_and_both_are_recorded(self):
        self.audit()
        self.change()
        running = [self.start("audit", "--output", "json") for _ in range(4)]
        for process in running:
            out, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 1, err)
            self.assertIn(b'"cause": "drifted"', out)
        self.check_sound()
        (finding,) = self.audit(code=1)["findings"]
        self.assertEqual(finding["status"], "open")

    def test_a_killed_audit_leaves_a_store_that_goes_on(self):
        self.audit()
        self.change()
        for delay in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6):
            process = self.start("audit")
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        self.check_sound()
        (finding,) = self.audit(code=1)["findings"]
        self.assertEqual((finding["cause"], finding["base"]["text"]), ("drifted", "0 4 * * * (Europe/Berlin)"))
        self.check_sound()

    def test_a_folder_that_is_read_only_is_2_and_the_history_stays(self):
        self.audit()
        before = self.path.read_bytes()
        self.change()
        if os.geteuid() == 0:
            self.skip_unless_setpriv()
            os.chmod(self.dir, 0o755)
            os.chmod(self.path.parent, 0o555)
            os.chmod(self.path, 0o444)
            run = self.run_program(
                "audit", before=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
                     "GIT_CONFIG_VALUE_0": "*", "GIT_CONFIG_GLOBAL": str(self.allow_truth())},
            )  # fmt: skip
        else:
            os.chmod(self.path.parent, 0o555)
            os.chmod(self.path, 0o444)
            run = self.run_program("audit")
        self.assertEqual(run.code, 2, run)
        self.assertIn("plumbline.db", run.err)
        self.assertIn("--no-store", run.err)
        self.assertEqual(self.path.read_bytes(), before)

    def skip_unless_nobody_can_be(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        self.skip_unless_setpriv()

    def allow_truth(self):
        """Git asks whose repository it is; that is not what is tested here."""
        path = self.home / "gitconfig"
        path.write_text("[safe]\n\tdirectory = *\n")
        return path

    def skip_unless_setpriv(self):
        if shutil.which("setpriv", path=program.TOOL_FOLDERS) is None:
            self.skipTest("no setpriv")

    def test_a_store_of_a_newer_version_is_left_alone(self):
        self.audit()
        with sqlite3.connect(self.path) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            database.execute(f"PRAGMA user_version = {version + 1}")
        database.close()
        before = self.path.read_bytes()
        run = self.plumbline("audit", code=2)
        self.assertIn("newer", run.err)
        self.assertEqual(self.path.read_bytes(), before)

    def test_time_zone_data_that_changed_between_two_audits_is_said_once(self):
        self.audit()
        (version,) = self.rows("SELECT zone_version FROM runs")[0]
        self.assertNotIn("another", self.plumbline("audit", "--verbose").out)
        with sqlite3.connect(self.path) as database:
            database.execute("UPDATE runs SET zone_version = '1999z', inputs_digest = 'another'")
        database.close()
        run = self.plumbline("audit")
        self.assertIn(version, run.out)
        self.assertIn("1999z", run.out)
        self.assertNotIn("1999z", self.plumbline("audit").out)

    def test_a_store_whose_version_is_nonsense_is_damaged(self):
        self.audit()
        with sqlite3.connect(self.path) as database:
            database.execute("PRAGMA user_version = -1")
        database.close()
        self.assertIn("damaged", self.plumbline("audit", code=2).err)

    def test_a_file_that_is_no_store_is_left_alone(self):
        self.path.parent.mkdir()
        self.path.write_text("precious notes, " * 200)
        run = self.plumbline("audit", code=2)
        self.assertIn("plumbline.db", run.err)
        self.assertEqual(self.path.read_text(), "precious notes, " * 200)

    def test_a_store_of_another_program_is_left_alone(self):
        self.path.parent.mkdir()
        with sqlite3.connect(self.path) as database:
            database.execute("CREATE TABLE notes (text)")
        database.close()
        self.plumbline("audit", code=2)
        self.assertEqual(self.rows("SELECT name FROM sqlite_master"), [("notes",)])

    def test_whatever_is_no_file_is_2_and_never_opened(self):
        folder = self.work / "odd"
        folder.mkdir()
        os.mkfifo(folder / "pipe.db")
        (folder / "device.db").symlink_to("/dev/full")
        (folder / "folder.db").mkdir()
        text = (self.work / "plumbline.yaml").read_text()
        for path, says in {
            "odd/pipe.db": "is a pipe, not a file",
            "odd/device.db": "a symbolic link to /dev/full, a device, not a file",
            "odd/folder.db": "is a directory, not a file",
            ".": "is a directory, not a file",
            "odd/": "is a directory, not a file",
            "web/etc/passwd/shop.db": "passwd is in the way",
        }.items():
            with self.subTest(path):
                store = f"store: {{path: {path}}}\n"
                (self.work / "plumbline.yaml").write_text(text[: text.index("store:")] + store)
                run = self.plumbline("audit", code=2)
                self.assertIn(says, run.err)
                self.assertIn("store: {path:", run.err)
        self.assertEqual({p.name for p in folder.iterdir()}, {"pipe.db", "device.db", "folder.db"})

    def test_a_pipe_in_the_place_of_a_log_is_2_and_never_opened(self):
        for lay in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), os.mkdir):
            for end in ("-journal", "-wal", "-shm"):
                with self.subTest(end, lay=lay):
                    log = self.path.with_name(self.path.name + end)
                    log.parent.mkdir(exist_ok=True)
                    lay(log)
                    run = self.plumbline("audit", code=2, timeout=20)
                    self.assertIn(f"{log} is a", run.err)
                    self.assertIn("remove it", run.err)
                    log.rmdir() if log.is_dir() else log.unlink()
        self.audit()

    def test_audits_at_once_on_a_new_store_are_all_recorded(self):
        # Enough to judge that each of them loses the race more than once.
        self.host.write(
            "etc/cron.d/many", "".join(f"{n % 60} 4 * * * root /srv/x{n}\n" for n in range(600))
        )
        running = [self.start("audit", "--output", "json") for _ in range(12)]
        for process in running:
            out, err = process.communicate(timeout=120)
            self.assertEqual((process.returncode, err), (0, b""))
            self.assertIn(b'"verdict": "findings"', out)
        self.assertEqual(self.rows("SELECT count(*) FROM runs"), [(12,)])
        self.assertEqual(self.rows("SELECT count(*) FROM incidents"), [(600,)])
        self.check_sound()

    def test_nothing_changed_writes_nothing_but_the_run(self):
        self.audit()
        size = self.path.stat().st_size
        for _ in range(5):
            self.audit()
        self.assertLess(self.path.stat().st_size - size, 64 << 10)


if __name__ == "__main__":
    program.main()
