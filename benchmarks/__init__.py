"""How fast the registry is, measured on its own code against what each thing is compared with, as ratios in one run."""
