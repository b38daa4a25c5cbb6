"""How hard Hypothesis tries: `--hypothesis-profile` names one of these."""

import os

from hypothesis import HealthCheck, settings

# No deadline: the machine's pauses are not the code's. Under tracing or a sanitizer, making examples is slow.
settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=300, derandomize=True, print_blob=True)
settings.register_profile(
    "short", deadline=None, max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", deadline=None, max_examples=20_000)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
