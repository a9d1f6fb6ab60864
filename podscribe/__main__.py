"""`python -m podscribe`"""

from podscribe.cli import main

main()
