"""The literacy floor: targets by profile and state, schools and their recognition, chambers and their codes."""
