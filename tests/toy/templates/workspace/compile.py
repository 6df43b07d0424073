import sys

bad = False
for path in sys.argv[1:]:
    try:
        compile(open(path).read(), path, "exec")
    except SyntaxError as error:
        print(f"{path}:{error.lineno}:{error.offset}: {error.msg}")
        bad = True
sys.exit(bad)
