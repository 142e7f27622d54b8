"""The house's settings with what tests change: a quick password hasher, plain static files, Django's test host.

The database is chosen by TEST_DATABASE: sqlite (default) or postgres.
"""

from tests.servers import environment

environment.prepare()

from trustrepair.settings import *  # noqa: E402, F403
from trustrepair.settings import ALLOWED_HOSTS, DATABASES  # noqa: E402

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: several connections must really meet. No waiting for the disk: nothing here outlives the run.
    DATABASES["default"]["TEST"] = {"NAME": str(environment.directory() / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
# WhiteNoise warns of a folder that is not there; nothing is collected for tests.
STATIC_ROOT = environment.new_directory("static")
