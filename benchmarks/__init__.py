"""Speed and memory, measured beside stock tools in one run: `python -m benchmarks` (see docs/benchmarks.md)."""
