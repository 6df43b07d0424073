import sys
from pathlib import Path

bad = False
for path in sys.argv[1:]:
    try:
        compile(Path(path).read_text(), path, "exec")
    except SyntaxError as error:
        print(f"{path}:{error.lineno}:{error.offset}: {error.msg}")
        bad = True
sys.exit(bad)
