"""Panel packs: papers sanitised, redacted, numbered and bound into one PDF per volume."""
