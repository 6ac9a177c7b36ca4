"""Writes golden-words.json beside it: probabilities of words of every registered process that depends on no generator.

Proper processes: their definitions in exact fractions, the stationary law by Gaussian elimination, words by summing over all
hidden paths. Generalized ones: matrices of 50-digit decimals. Nothing is shared with the library; plain Python suffices.
"""

import itertools
import json
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

getcontext().prec = 60
F = Fraction


def stationary(n, edges):
    """Solves pi T = pi, sum pi = 1."""
    rows = [[F(0)] * (n + 1) for _ in range(n)]
    for i, _, p, j in edges:
        rows[j][i] += p
    for i in range(n):
        rows[i][i] -= 1
    rows[n - 1] = [F(1)] * (n + 1)
    for c in range(n):
        pivot = next(r for r in range(c, n) if rows[r][c] != 0)
        rows[c], rows[pivot] = rows[pivot], rows[c]
        for r in range(n):
            if r != c and rows[r][c] != 0:
                share = rows[r][c] / rows[c][c]
                rows[r] = [a - share * b for a, b in zip(rows[r], rows[c])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def by_paths(n, edges, word):
    pi = stationary(n, edges)
    total = F(0)
    for path in itertools.product(range(n), repeat=len(word) + 1):
        p = pi[path[0]]
        for token, i, j in zip(word, path, path[1:]):
            p *= sum((q for a, x, q, b in edges if (a, x, b) == (i, token, j)), F(0))
            if p == 0:
                break
        total += p
    return total


def departure(T, E):
    n = len(T)
    return [(i, x, E[i][x] * T[i][j], j) for i in range(n) for j in range(n) for x in range(len(E[0]))]


def arrival(T, E):
    n = len(T)
    return [(i, x, T[i][j] * E[j][x], j) for i in range(n) for j in range(n) for x in range(len(E[0]))]


def square(n, entry):
    return [[entry(i, j) for j in range(n)] for i in range(n)]


def mess(x, a, n):
    return (
        square(n, lambda i, j: 1 - (n - 1) * x if i == j else x),
        square(n, lambda i, j: a if i == j else (1 - a) / (n - 1)),
    )


def circle(x, a, n):
    return square(n, lambda i, j: 1 - (n - 1) * x if j == (i + 1) % n else x), mess(x, a, n)[1]


def trap(x, a, n):
    return mess(x, a, n)[0], [[a if x == i else 1 - a if x == n else F(0) for x in range(n + 1)] for i in range(n)]


def rrxor(p1, p2):
    S, s0, s1, T, Fa = range(5)
    return [
        *[(S, 0, p1, s0), (S, 1, 1 - p1, s1), (s0, 0, p2, Fa), (s0, 1, 1 - p2, T)],
        *[(s1, 0, p2, T), (s1, 1, 1 - p2, Fa), (T, 1, F(1), S), (Fa, 0, F(1), S)],
    ]


def days():
    edges = []
    for i in range(7):
        edges += [(i, d, F(5 if d == (i + 1) % 7 else 1, 15), d) for d in range(7)]
        edges += [(i, 7, F(1, 15), (i + 1) % 7), (i, 8, F(1, 15), (i - 1) % 7)]
        edges += [(i, 9, F(1, 30), d) for d in (5, 6)] + [(i, 10, F(1, 75), d) for d in range(5)]
    return edges


def parens(opening, depth):
    o = [F(1)] + [opening] * (depth - 1) + [F(0)]
    edges = [(i, 0, o[i], i + 1) for i in range(depth)]
    return edges + [(i, 1, 1 - o[i], i - 1) for i in range(1, depth + 1)]


def matrices(*matrix):
    return [(i, x, p, j) for x, T in enumerate(matrix) for i, row in enumerate(T) for j, p in enumerate(row)]


def mr_name(p, q):
    T = [[0, 0, 0, F(1)], [q, 1 - p - q, p, 0], [q, p, 1 - p - q, 0], [0, F(1, 2), F(1, 2), 0]]
    return arrival(T, square(4, lambda i, j: F(i == j)))


def cantor(s):
    near, far = 1 / (2 * s), (s - 1) / (2 * s)
    return matrices([[F(1, 2), F(0)], [far, near]], [[near, far], [F(0), F(1, 2)]])


def sierpinski(s, a):
    b = 1 - a * s
    h, n, f = b / 2, b / (2 * s), b * (s - 1) / (2 * s)
    return matrices(
        [[a, 0, a * (s - 1)], [0, a, a * (s - 1)], [0, 0, a * s]],
        [[h, 0, 0], [f, n, 0], [f, 0, n]],
        [[n, f, 0], [0, h, 0], [0, f, n]],
    )


x, a, p, q = F(7, 100), F(3, 5), F(3, 10), F(1, 5)
proper = [
    ("coin", dict(p=p), 1, [(0, 0, 1 - p, 0), (0, 1, p, 0)], [[1, 0, 1]]),
    ("mess3", dict(x=x, a=a), 3, arrival(*mess(x, a, 3)), [[0, 1], [2, 2, 0, 1]]),
    ("messN", dict(x=x, a=a, n=4), 4, departure(*mess(x, a, 4)), [[0, 1], [3, 3, 0, 1]]),
    ("markov", dict(p=p, q=q), 2, departure([[1 - p, p], [q, 1 - q]], [[F(1), F(0)], [F(0), F(1)]]), [[0, 1, 1, 0]]),
    ("circle3", dict(x=x, a=a), 3, departure(*circle(x, a, 3)), [[0, 1], [1, 0], [2, 0, 0, 1]]),
    ("circleN", dict(x=x, a=a, n=4), 4, departure(*circle(x, a, 4)), [[0, 1], [1, 0], [3, 0, 0, 1]]),
    ("trap2", dict(x=x, a=a), 2, departure(*trap(x, a, 2)), [[0, 2, 1], [2, 2, 0, 0]]),
    ("trapN", dict(x=x, a=a, n=3), 3, departure(*trap(x, a, 3)), [[0, 3, 1], [3, 3, 2, 0]]),
    ("z1r", dict(p=p), 3, [(0, 0, F(1), 1), (1, 1, F(1), 2), (2, 0, 1 - p, 0), (2, 1, p, 0)], [[1, 1, 0], [0, 1, 0, 0, 1]]),
    ("rrxor", dict(p1=p, p2=q), 5, rrxor(p, q), [[0, 1, 1], [1, 0, 1, 1, 0]]),
    (
        "leaky_rrxor",
        dict(p1=p, p2=q, epsilon=F(1, 10)),
        5,
        [(i, t, (1 - F(1, 10)) * w, j) for i, t, w, j in rrxor(p, q)]
        + [(i, t, F(1, 100), j) for i in range(5) for j in range(5) for t in (0, 1)],
        [[0, 1, 1], [1, 0, 1, 1]],
    ),
    ("even", dict(p=p), 2, [(0, 0, 1 - p, 0), (0, 1, p, 1), (1, 1, F(1), 0)], [[0, 1, 1, 0], [1, 1, 1]]),
    ("golden_mean", dict(p=p), 2, [(0, 0, 1 - p, 0), (0, 1, p, 1), (1, 0, F(1), 0)], [[0, 1, 0, 0]]),
    ("sns", dict(p=p, q=q), 2, matrices([[1 - p, p], [F(0), 1 - q]], [[F(0), F(0)], [q, F(0)]]), [[1, 0, 0, 1], [0, 0, 1, 0, 0]]),
    ("mr_name", dict(p=p, q=q), 4, mr_name(p, q), [[0, 3, 1], [1, 2, 2, 0]]),
    ("matching_parens", dict(open=p, depth=3), 4, parens(p, 3), [[0, 0, 1], [0, 1, 1, 0]]),
    ("days_of_week", {}, 7, days(), [[0, 7], [9, 10, 8]]),
    ("cantor", dict(s=F(5, 2)), 2, cantor(F(5, 2)), [[0, 1, 1, 0]]),
    ("sierpinski", dict(s=F(2), a=F(1, 5)), 3, sierpinski(F(2), F(1, 5)), [[0, 1, 2], [2, 2, 0]]),
]


# Generalized processes, in decimals


def pi_decimal():
    """Machin's formula."""

    def arctan_of_inverse(k):
        term = total = Decimal(1) / k
        n = 3
        while abs(term) > Decimal(10) ** -58:
            term = -term / (k * k)
            total += term / n
            n += 2
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))


def cos_sin(angle):
    turn = 2 * pi_decimal()
    angle = angle - turn * (angle / turn).to_integral_value()
    cos, sin, term = Decimal(0), Decimal(0), Decimal(1)
    for n in range(120):
        if n % 2 == 0:
            cos += term if n % 4 == 0 else -term
        else:
            sin += term if n % 4 == 1 else -term
        term = term * angle / (n + 1)
    return cos, sin


def generalized(matrices, ones, word):
    """The left eigenvector of the eigenvalue 1 by iteration, then the product."""
    n = len(ones)
    v = [Decimal(k + 1) for k in range(n)]

    def step(v, T):
        return [sum(v[i] * T[i][j] for i in range(n)) for j in range(n)]

    total = [[sum(T[i][j] for T in matrices) for j in range(n)] for i in range(n)]
    for _ in range(4000):
        v = step(v, total)
        norm = sum(a * b for a, b in zip(v, ones))
        v = [a / norm for a in v]
    for token in word:
        v = step(v, matrices[token])
    return sum(a * b for a, b in zip(v, ones))


def fanizza(alpha, lam):
    c, s = cos_sin(alpha)
    w = [Decimal(1), 1 - lam, 1 + lam * (s - c), 1 - lam * (s + c)]
    norm = 1 - 2 * lam * c + lam * lam
    cp, cm = (1 - lam * c + lam * s) / norm, (1 - lam * c - lam * s) / norm
    half = 1 / (2 * (1 - lam))
    pi0 = [1 - half + (cp + cm) / 4, half, -cp / 4, -cm / 4]
    keep = [[Decimal(0)] * 4 for _ in range(4)]
    keep[1][1], keep[2][2], keep[2][3], keep[3][2], keep[3][3] = lam, lam * c, -lam * s, lam * s, lam * c
    return [[[a * b for b in pi0] for a in w], keep], [Decimal(1)] * 4


def bloch(alpha, beta):
    g2 = 1 / (4 * (alpha**2 + beta**2))
    m, f = (alpha**2 - beta**2) * g2, 2 * alpha * beta * g2
    quarter, zero = Decimal("0.25"), Decimal(0)
    along = lambda f: [[quarter, zero, f], [zero, m, zero], [f, zero, quarter]]
    across = lambda f: [[quarter, f, zero], [f, quarter, zero], [zero, zero, m]]
    return [along(f), along(-f), across(f), across(-f)], [Decimal(1), zero, zero]


def moon(alpha, beta):
    zero, one = Decimal(0), Decimal(1)
    parts = [[[one, -one, -one], [one, -one, -one], [zero] * 3]]
    parts += [[[k, zero, zero], [zero, one, zero], [zero, k.ln(), one]] for k in (alpha, beta)]
    total = [[sum(T[i][j] for T in parts) for j in range(3)] for i in range(3)]
    right = [one, one, one]
    for _ in range(4000):
        right = [sum(total[i][j] * right[j] for j in range(3)) for i in range(3)]
        top = right[0]
        right = [r / top for r in right]
    return [[[entry / top for entry in row] for row in T] for T in parts], right


D = Decimal
signed = [
    ("fanizza", dict(alpha=D(1), lam=D("0.4")), fanizza, [[0], [1, 1, 0], [0, 1, 1, 1, 0]]),
    ("fanizza", dict(alpha=D(2000), lam=D("0.49")), fanizza, [[0], [0, 1, 1, 0]]),
    ("bloch_walk", dict(alpha=D(1), beta=D(3)), bloch, [[0, 2], [0, 1, 3, 2]]),
    ("moon", dict(alpha=D(2), beta=D("0.3")), moon, [[0], [1, 2, 0], [1, 1, 2, 1]]),
]

golden = []
for name, params, n, edges, words in proper:
    numbers = {key: float(value) for key, value in params.items()}
    for word in words:
        exact = by_paths(n, edges, word)
        assert exact > 0, (name, word)
        golden.append({"id": name, "params": numbers, "word": word, "probability": float(exact)})
for name, params, build, words in signed:
    numbers = {{"lam": "lambda"}.get(key, key): float(value) for key, value in params.items()}
    for word in words:
        probability = generalized(*build(**params), word)
        golden.append({"id": name, "params": numbers, "word": word, "probability": float(probability)})

lines = ",\n".join(f"  {json.dumps(entry)}" for entry in golden)
(Path(__file__).parent / "golden-words.json").write_text(f"[\n{lines}\n]\n")
