"""The cache of fits, and where it lies."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.api import Persistent
from bench.tasks.jsonl import corpus_folder

_NOTE = "cached_fit.json"


def cache_folder() -> Path:
    """``$NLGBENCH_CACHE``, else ``~/.cache/nlgbench``."""
    named = os.environ.get("NLGBENCH_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "nlgbench"


@dataclass(frozen=True, slots=True)
class FitCache:
    """One fit's folder, named by a hash of configuration, data, seed and code."""

    folder: Path

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> FitCache:
        """The place of the fit that this cell's configuration would make."""
        system = config["generator"]["system"]
        # A task's name and the items that are written later teach a system nothing.
        unread = ("name", "test", "templates")
        task = {key: value for key, value in config["task"].items() if key not in unread}
        digest = hashlib.sha256()
        for part in (system, task, config["seed"], config["condition"]):
            digest.update(json.dumps(part, sort_keys=True).encode())
        for split in ("train", "dev"):
            digest.update((corpus_folder(task["path"]) / f"{split}.jsonl").read_bytes())
        for path in _sources(system["_target_"]):
            digest.update(path.name.encode() + path.read_bytes())
        name = config["generator"]["name"]
        return cls(cache_folder() / "fits" / f"{name}-{digest.hexdigest()[:20]}")

    def find(self) -> dict[str, Any] | None:
        """What was noted about a finished fit, None if there is none."""
        note = self.folder / _NOTE
        return json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None

    def keep(self, generator: Persistent, note: Mapping[str, Any]) -> None:
        """Save a fit: whole or not at all, also when two runs finish at once."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=self.folder.parent, prefix=".part-"))
        try:
            generator.save(part)
            (part / _NOTE).write_text(json.dumps(note, indent=1), encoding="utf-8")
            if self.folder.exists():
                shutil.rmtree(self.folder)
            part.rename(self.folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def size_mb(self) -> float:
        """Size of the fit on disk in MB (2**20 bytes)."""
        return sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file()) / 2**20


def _sources(target: str) -> list[Path]:
    """All Python files of the package that a target lives in: the code version of a fit."""
    spec = importlib.util.find_spec(target.partition(".")[0])
    if spec is None or not spec.submodule_search_locations:
        return [Path(spec.origin)] if spec is not None and spec.origin else []
    root = Path(next(iter(spec.submodule_search_locations)))
    return sorted(root.rglob("*.py"))
