"""The same evaluation in NumPy: softmax, I - gamma P_pi, batched dense solves in chunks, Q.

Run with OPENBLAS_NUM_THREADS=1 and, on machines with AVX-512, OPENBLAS_CORETYPE=SkylakeX.
"""
import time

import numpy as np

CASES = {"A": (16, 10, 5), "B": (100, 20, 4), "C": (1000, 10, 5), "D": (10_000, 5, 4)}
GAMMA, SLIP = 0.99, 0.1
MOVES = [(0, 1), (1, 0), (0, -1), (-1, 0), (0, 0)]


def kernel(side, actions):
    """P[s, a, s'] of a grid; with probability SLIP a move drawn from the four replaces the chosen one."""
    p = np.zeros((side * side, actions, side * side))
    for row in range(side):
        for column in range(side):
            s = row * side + column

            def target(move):
                r, c = row + move[0], column + move[1]
                return r * side + c if 0 <= r < side and 0 <= c < side else s

            for a in range(actions):
                p[s, a, target(MOVES[a])] += 1 - SLIP
                for move in MOVES[:4]:
                    p[s, a, target(move)] += SLIP / 4
    return p


def evaluate(logits, p, reward, chunk):
    """Q of the softmax policies of all agents; arrays N x S x A."""
    states, actions, _ = p.shape
    flat = p.reshape(states * actions, states)
    q = np.empty_like(reward)
    for first in range(0, len(logits), chunk):
        part = slice(first, first + chunk)
        weights = np.exp(logits[part] - logits[part].max(axis=2, keepdims=True))
        policy = weights / weights.sum(axis=2, keepdims=True)
        transitions = np.matmul(policy.transpose(1, 0, 2), p).transpose(1, 0, 2)
        system = -GAMMA * transitions
        system[:, np.arange(states), np.arange(states)] += 1
        value = np.linalg.solve(system, (policy * reward[part]).sum(axis=2)[..., None])[..., 0]
        q[part] = reward[part] + GAMMA * (value @ flat.T).reshape(-1, states, actions)
    return q


def main():
    random = np.random.default_rng(1)
    for name, (agents, side, actions) in CASES.items():
        p = kernel(side, actions)
        shape = (agents, side * side, actions)
        logits, reward = 2 * random.standard_normal(shape), random.random(shape)
        best = {}
        for chunk in (1, 2, 4, 8, 16, 64, 256):
            times = []
            for _ in range(4 if name == "B" else 8):
                start = time.process_time()
                evaluate(logits, p, reward, chunk)
                times.append(time.process_time() - start)
            best[chunk] = 1e3 * min(times)
        chunk = min(best, key=best.get)
        print(f"{name}: {best[chunk]:.3f} ms, least of process time; chunks of {chunk}")


if __name__ == "__main__":
    main()
