"""A worker that imports one file of lines and tells its figures: python -m benches.imports_a_file <file>."""

import json
import os
import sys
import time
from pathlib import Path

import django


def main(path: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.accounts.models import Person
    from ground.jobs.running import run_one
    from ground.worktime.now import now
    from refunds.intake import uploads

    john = Person.objects.get(email="john@brightwater.example")
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(65_536), b"")
        upload = uploads.keep_upload(kind="lines", name="lines.csv", chunks=chunks, currency="", by=john, now=now())
    began = time.perf_counter()
    job = uploads.ask_check(upload, by=john, now=now())
    run_one(job, now=now())
    checked = time.perf_counter() - began
    job.refresh_from_db()
    if job.error:
        sys.exit(job.error)
    landing = uploads.ask_landing(upload, left_out_why="", by=john, now=now())
    run_one(landing, now=now())
    landing.refresh_from_db()
    status = Path("/proc/self/status").read_text()  # what getrusage says was inherited from the bench itself
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
    took = time.perf_counter() - began
    figures = {"checked": checked, "took": took, "peak": peak, "rate": job.rate, "error": landing.error}
    sys.stdout.write(json.dumps({**figures, **landing.result}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
