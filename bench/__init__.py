"""What the speed claims rest on: each measured beside its peer in one run, `python -m bench NAME` (docs/speed.md)."""
