import difflib, pytest
from tests.permissions.doors import *
from tests.permissions.lines import absent

pytestmark = pytest.mark.django_db


def test_x(world):
    line = [l for l in TABLE if l.door == "sample" and l.method == "GET"][0]
    n = absent(world.names, line.hidden)
    a = call(world, "eve", line)
    b = call(world, "eve", line, n)
    x = a.text.replace(str(world[line.hidden]), str(n[line.hidden]))
    print("\n".join(difflib.unified_diff(x.splitlines(), b.text.splitlines(), lineterm="", n=0)))
    assert operations()
    print(sorted(n for n, p in pages()))
    print(operations() - {(l.method, l.door) for l in TABLE})
