"""make soak in small: readers under load see a publication, none fails, none goes back. Its kills are in test_trust."""

from __future__ import annotations

import shutil

import pytest

from tests.benchmarks import soak


@pytest.mark.long
def test_readers_follow_a_publication(data_folder, tmp_path):
    shutil.copytree(data_folder, tmp_path, dirs_exist_ok=True)
    # Speed is measured by make soak, on a machine of its own.
    assert soak.publications(tmp_path, count=2, pause=0.5, slowest=1e9, follow=180) == []
