#!/usr/bin/env bash
# Checks and times the language models on a GPU; writes results/sample_gpu/language_models.json.
# Usage: tests/gpu/run.sh [options of check_language_models.py], from the repository's root.
# Needs the project's Python with a CUDA build of torch first in PATH (or PYTHON=...).
set -euo pipefail
cd "$(dirname "$0")/../.."
"${PYTHON:-python}" -m tests.gpu.check_language_models --device cuda "$@"
