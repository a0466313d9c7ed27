"""Vanilla FedNPG with NumPy, the peer of the benchmark: batched dense solves, sparse or dense W, one thread.

Usage: fednpg.py problem.npz, then requests on standard input, one answer line each:
    rounds K         K rounds from uniform policies; answers the milliseconds of each
    policies PATH    writes the policies, N x S x A
    choices          which of several ways was found fastest here

Wherever NumPy offers several ways (dense or sparse products, how many systems to solve at a time), all are
tried on this problem first and the fastest is kept.
"""

import sys
from time import perf_counter

import numpy as np
from scipy import sparse


class Problem:
    def __init__(self, path):
        archive = np.load(path)
        parameters = archive["parameters"]
        self.states, self.actions = (int(x) for x in parameters[:2])
        self.discount, step_size = parameters[2:]
        self.gain = step_size / (1 - self.discount)
        self.rewards = archive["rewards"].reshape(len(archive["rewards"]), -1)
        self.agents = len(self.rewards)
        self.kernel = compressed(archive, "kernel_offsets", "kernel_next", "kernel_probability", self.states)
        self.weights = compressed(archive, "weight_offsets", "weight_agents", "weights", self.agents)


def compressed(archive, offsets, columns, values, width):
    index = archive[offsets].astype(np.int32)
    shape = (len(index) - 1, width)
    return sparse.csr_matrix((archive[values], archive[columns].astype(np.int32), index), shape)


def fastest(candidates, *arguments):
    """The name and function with the least time of several calls; the candidates take turns."""
    best = dict.fromkeys(candidates, float("inf"))
    for _ in range(6):
        for name, function in candidates.items():
            start = perf_counter()
            function(*arguments)
            best[name] = min(best[name], perf_counter() - start)
    name = min(best, key=best.get)
    return name, candidates[name]


class Assembly:
    """I - gamma P_pi of a chunk of agents, dense: three ways."""

    def __init__(self, problem):
        s, a = problem.states, problem.actions
        self.size, self.discount = s, problem.discount
        kernel = problem.kernel.tocoo()
        state = kernel.row // a
        flat = state * s + kernel.col
        self.positions, where = np.unique(flat, return_inverse=True)
        entries = (-self.discount * kernel.data, (where, kernel.row))
        self.scatter = sparse.csr_matrix(entries, (len(self.positions), s * a))
        self.gather = self.scatter.T.tocsr()
        self.by_state = problem.kernel.toarray().reshape(s, a, s) * -self.discount
        self.actions = a
        self.buffers = {}

    def buffer(self, count):
        if count not in self.buffers:
            self.buffers[count] = np.empty((count, self.size, self.size))
        return self.buffers[count]

    def diagonal(self, out):
        out.reshape(len(out), -1)[:, :: self.size + 1] += 1
        return out

    def by_entries(self, policy):
        out = self.buffer(len(policy))
        out.fill(0)
        out.reshape(len(out), -1)[:, self.positions] = (self.scatter @ policy.T).T
        return self.diagonal(out)

    def by_rows(self, policy):
        out = self.buffer(len(policy))
        out.fill(0)
        out.reshape(len(out), -1)[:, self.positions] = policy @ self.gather
        return self.diagonal(out)

    def by_products(self, policy):
        table = policy.reshape(-1, self.size, self.actions).transpose(1, 0, 2)
        out = self.buffer(len(policy))
        np.matmul(table, self.by_state, out=out.transpose(1, 0, 2))
        return self.diagonal(out)


class FedNpg:
    def __init__(self, problem):
        self.problem = problem
        self.choices = []
        self.choose_products()
        self.choose_solve()
        self.reset()

    def choose(self, what, candidates, *arguments):
        name, function = fastest(candidates, *arguments)
        self.choices.append(f"{what}: {name}")
        return function

    def choose_products(self):
        p = self.problem
        w = {"sparse": lambda x: p.weights @ x}
        if p.agents <= 2000:
            dense = p.weights.toarray()
            w["dense"] = lambda x: dense @ x
        self.mix = self.choose("W", w, p.rewards)
        expect = p.kernel.toarray().T.copy() * p.discount
        kernel, columns = p.kernel * p.discount, (p.kernel * p.discount).T.tocsr()
        backups = {
            "dense": lambda v: v @ expect,
            "sparse": lambda v: (kernel @ v.T).T,
            "sparse by rows": lambda v: v @ columns,
        }
        self.backup = self.choose("P V", backups, np.ones((p.agents, p.states)))

    def choose_solve(self):
        p = self.problem
        assembly = Assembly(p)
        policy = np.full_like(p.rewards, 1 / p.actions)
        sample = policy[: min(p.agents, 64)]
        ways = {"entries": assembly.by_entries, "rows": assembly.by_rows, "products": assembly.by_products}
        self.assemble = self.choose("assembly", ways, sample)
        chunks = sorted({min(p.agents, size) for size in (1, 2, 4, 8, 16, 32, 64, 128, 256)})
        reward = np.ones((p.agents, p.states))
        some = min(p.agents, 512)
        ways = {
            str(size): (lambda pi, r, size=size: self.solve(pi, r, size)) for size in chunks
        }
        self.values = self.choose("systems at a time", ways, policy[:some], reward[:some])

    def solve(self, policy, reward, size):
        values = np.empty_like(reward)
        for first in range(0, len(policy), size):
            part = slice(first, first + size)
            matrices = self.assemble(policy[part])
            values[part] = np.linalg.solve(matrices, reward[part, :, None])[..., 0]
        return values

    def evaluate(self):
        p = self.problem
        reward = np.einsum(
            "nsa,nsa->ns", self.policy.reshape(p.agents, p.states, -1), p.rewards.reshape(p.agents, p.states, -1)
        )
        q = self.backup(self.values(self.policy, reward))
        return np.add(q, p.rewards)

    def reset(self):
        p = self.problem
        self.policy = np.full_like(p.rewards, 1 / p.actions)
        self.log_policy = np.full_like(p.rewards, -np.log(p.actions))
        self.q = self.evaluate()
        self.tracker = self.q.copy()

    def normalise(self, logits):
        table = logits.reshape(self.problem.agents, self.problem.states, -1)
        top = table[..., 0].copy()
        for action in range(1, table.shape[2]):
            np.maximum(top, table[..., action], out=top)
        table -= top[..., None]
        probabilities = np.exp(table)
        total = np.einsum("nsa->ns", probabilities)
        table -= np.log(total)[..., None]
        probabilities *= (1 / total)[..., None]
        self.log_policy = table.reshape(logits.shape)
        self.policy = probabilities.reshape(logits.shape)

    def round(self):
        moved = self.tracker * self.problem.gain
        moved += self.log_policy
        self.normalise(self.mix(moved))
        q = self.evaluate()
        self.tracker += q
        self.tracker -= self.q
        self.tracker = self.mix(self.tracker)
        self.q = q


def timed(run, rounds):
    run.reset()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        run.round()
        times.append((perf_counter() - start) * 1e3)
    return " ".join(f"{time:.6f}" for time in times)


def main():
    run = FedNpg(Problem(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        request, _, argument = line.strip().partition(" ")
        if request == "rounds":
            print(timed(run, int(argument)), flush=True)
        elif request == "policies":
            np.savez(argument, policies=run.policy)
            print("written", flush=True)
        else:
            print(", ".join(run.choices), flush=True)


main()
