"""`python -m marginline`: the same as the command `marginline`."""

import sys

from marginline.cli import main

sys.exit(main())
