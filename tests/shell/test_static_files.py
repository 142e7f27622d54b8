"""The vendored files survive the manifest: every address inside them exists, and each part has its licence."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

STATIC = Path(settings.BASE_DIR, "static")
WITH_MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


def test_all_files_can_be_collected_under_hashed_names(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=WITH_MANIFEST):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("icons.*.svg"))


def test_nothing_vendored_names_a_source_map_or_another_host() -> None:
    for file in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        text = file.read_text()
        assert "sourceMappingURL" not in text, file
        assert not re.search(r"url\(['\"]?https?:", text), file


def test_every_vendored_part_has_its_licence_and_version() -> None:
    readme = (STATIC / "vendor/README.md").read_text()
    for licence in re.findall(r"`([\w-]+/LICENSE[\w.-]*)`", readme):
        assert (STATIC / "vendor" / licence).stat().st_size > 400
    for folder in (STATIC / "vendor").iterdir():
        assert not folder.is_dir() or f"`{folder.name}/LICENSE" in readme
