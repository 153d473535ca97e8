"""What Plumbline reaches on this machine: every figure beside its target, ratios within one run."""
