"""Runs the measurements of bench/run.sh; CPU is user + system of the process and its children."""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
JOBS_A_HOST = 50
COMPARED = 10_000  # jobs; where we are set against the peer


@dataclasses.dataclass(frozen=True)
class Cost:
    cpu: float  # seconds
    wall: float  # seconds
    memory: float  # MiB, peak
    code: int
    output: bytes


def measure(*command: object, keep: bool = False, env: dict[str, str] | None = None) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    return Cost(
        usage.ru_utime + usage.ru_stime,
        time.perf_counter() - start,
        usage.ru_maxrss / 1024,
        os.waitstatus_to_exitcode(status),
        output,
    )


def best(times: int, run) -> Cost:
    return min((run() for _ in range(times)), key=lambda cost: cost.cpu)


class Bench:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.plumbline = options.programs.resolve() / "plumbline"
        self.wrong: list[str] = []

    def estate(self, jobs: int) -> pathlib.Path:
        folder = self.options.work.resolve() / str(jobs)
        subprocess.run(
            [sys.executable, "-B", str(HERE / "make_estate.py"), str(folder), "--jobs", str(jobs),
             "--hosts", str(jobs // JOBS_A_HOST)],
            check=True,
        )  # fmt: skip
        return folder

    def audit(self, estate: pathlib.Path, cold: bool) -> Cost:
        state = estate / "state"
        if cold:
            shutil.rmtree(state, ignore_errors=True)
            for name in estate.glob("plumbline.db*"):
                name.unlink()
        env = {"XDG_STATE_HOME": str(state), "XDG_CACHE_HOME": str(state / "cache")}
        return measure(
            self.plumbline, "audit", "--config", estate / "plumbline.yaml", "--output", "json", keep=True, env=env
        )

    def check_answer(self, what: str, estate: pathlib.Path, found: set[tuple[str, str]]) -> None:
        """The figures of a wrong answer are worth nothing."""
        wanted = set(json.loads((estate / "drifts.json").read_text()).items())
        if found != wanted:
            self.wrong.append(f"{what}: {len(found)} differences, {len(wanted)} were made: {sorted(found ^ wanted)[:3]}")

    def our_figures(self, estate: pathlib.Path, jobs: int) -> tuple[Cost, Cost]:
        cold = best(3, lambda: self.audit(estate, cold=True))
        report = json.loads(cold.output or b'{"findings": []}')
        found = {(finding["workflow"], finding["field"]) for finding in report["findings"]}
        self.check_answer(f"plumbline, {jobs} jobs", estate, found)
        warm = best(3, lambda: self.audit(estate, cold=False))
        return cold, warm

    def peer(self, estate: pathlib.Path, *arguments: str) -> Cost:
        checkout = estate / "checkout"
        shutil.rmtree(checkout, ignore_errors=True)
        subprocess.run(["git", "clone", "-q", str(estate / "truth.git"), str(checkout)], check=True)
        cost = measure(
            self.options.peer_python, "-B", HERE / "peers/audit_script.py", *arguments, estate / "hosts",
            checkout / "workflows", keep=True,
        )  # fmt: skip
        self.check_answer("the script", estate, {(f["workflow"], f["field"]) for f in json.loads(cost.output)})
        return cost

    def libraries(self, estate: pathlib.Path) -> list[tuple[str, float]]:
        output = measure(self.options.programs / "bench_libraries", estate / "truth.git", "main", keep=True).output
        return [(name, float(cpu)) for name, cpu in (line.split() for line in output.decode().splitlines())]

    def validate_100(self) -> Cost:
        folder = self.options.work.resolve() / "validate"
        subprocess.run(
            [sys.executable, "-B", str(HERE / "make_estate.py"), str(folder), "--jobs", "100", "--hosts", "2"], check=True
        )
        checkout = folder / "truth"
        shutil.rmtree(checkout, ignore_errors=True)
        subprocess.run(["git", "clone", "-q", str(folder / "truth.git"), str(checkout)], check=True)
        config = folder / "plumbline.yaml"
        config.write_text(config.read_text().replace("./truth.git, ref: main", "./truth, ref: HEAD"))
        cost = best(5, lambda: measure(self.plumbline, "validate", "--config", config))
        if cost.code != 0:
            self.wrong.append(f"validate of 100 files ended with {cost.code}")
        return cost


def row(name: str, cost: Cost, peer: Cost | None = None, quick: Cost | None = None) -> None:
    ratios = [f"{other.cpu / cost.cpu:7.1f}x" if other else "" for other in (peer, quick)]
    print(f"{name:<44}{cost.cpu:9.3f}{cost.wall:9.3f}{cost.memory:9.0f}  {ratios[0]:>8}  {ratios[1]:>8}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-peer", action="store_true")
    bench = Bench(parser.parse_args())
    sizes = [1_000, COMPARED] + ([] if bench.options.quick else [50_000])

    print(f"{'':<44}{'CPU s':>9}{'wall s':>9}{'MiB':>9}  {'script':>8}  {'shortcut':>8}")
    figures: dict[int, Cost] = {}
    for jobs in sizes:
        estate = bench.estate(jobs)
        cold, warm = bench.our_figures(estate, jobs)
        figures[jobs] = cold
        peer = quick = None
        if jobs == COMPARED and not bench.options.no_peer:
            peer = bench.peer(estate)
            quick = bench.peer(estate, "--equal-text-is-equal")
        row(f"audit, {jobs} jobs, cold", cold, peer, quick)
        row(f"audit, {jobs} jobs, nothing changed", warm, peer, quick)
        if peer and quick:
            row(f"audit_script.py, {jobs} jobs", peer)
            row("  ... that trusts equal text (shortcut)", quick)
        if jobs == COMPARED:
            for name, cpu in bench.libraries(estate):
                print(f"{'  ' + name + ' alone on the same bytes':<44}{cpu:9.3f}")

    print()
    for jobs in sizes[1:]:
        grown = figures[jobs].cpu / figures[sizes[0]].cpu
        print(f"{jobs // sizes[0]:3} times the jobs cost {grown:5.1f} times the CPU, cold")
    row("validate, 100 files", bench.validate_100())
    ours = best(20, lambda: measure(bench.plumbline, "--help"))
    curl = best(20, lambda: measure("curl", "--version"))
    row("plumbline --help", ours)
    row("curl --version", curl)
    print(f"--help costs {ours.cpu / curl.cpu:.1f} times curl --version (at most 2)")
    for complaint in bench.wrong:
        print(f"WRONG: {complaint}")
    sys.exit(1 if bench.wrong else 0)


if __name__ == "__main__":
    main()
