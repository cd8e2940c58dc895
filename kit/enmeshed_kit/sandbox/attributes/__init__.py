"""What this Identity says about itself and what peers have shared with it, version by version."""
