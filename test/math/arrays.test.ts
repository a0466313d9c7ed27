import t from "tap";
import { Arena } from "../../src/math/arrays.ts";

t.test("a row lives until the end of the next round, then its memory comes back", async (t) => {
  const arena = new Arena(2);
  const arrays = arena.of(1);
  arena.turn();
  const first = arrays.take(3).fill(1);
  arena.turn();
  const second = arrays.take(3).fill(2);
  t.same([...first], [1, 1, 1], "one round later");
  t.not(second.byteOffset === first.byteOffset && second.buffer === first.buffer, true);
  arena.turn();
  const third = arrays.take(3);
  t.equal(third, first, "two rounds later it is given out again");
});

t.test("rows of one round and of different agents never overlap", async (t) => {
  const arena = new Arena(3);
  arena.turn();
  const rows = [0, 1, 2].flatMap((agent) => [2, 5, 2].map((length) => arena.of(agent).take(length)));
  rows.forEach((row, n) => {
    row.fill(n);
  });
  rows.forEach((row, n) => {
    t.ok(row.every((value) => value === n));
  });
});

t.test("agents may take different lengths, and lengths may change between rounds", async (t) => {
  const arena = new Arena(2);
  for (let round = 0; round < 6; round++) {
    arena.turn();
    const a = arena
      .of(0)
      .take(3 + (round % 2))
      .fill(1);
    const b = arena
      .of(1)
      .take(7 - round)
      .fill(2);
    t.same([a.length, b.length], [3 + (round % 2), 7 - round]);
    t.ok(a.every((x) => x === 1) && b.every((x) => x === 2));
  }
});

t.test("keep hands back what was taken this round and copies all else", async (t) => {
  const arena = new Arena(1);
  const arrays = arena.of(0);
  arena.turn();
  const own = arrays.take(2).fill(1);
  t.equal(arrays.keep(own), own);
  const foreign = Float64Array.of(3, 4);
  const kept = arrays.keep(foreign);
  t.not(kept, foreign);
  t.same(kept, foreign);
  arena.turn();
  const moved = arrays.keep(own);
  t.not(moved, own, "last round's row is not this round's");
  own.fill(9);
  t.same([...moved], [1, 1]);
});

t.test("rows given to all agents live and are kept as those that agents take", async (t) => {
  const arena = new Arena(3);
  arena.turn();
  const [first, second] = [arena.give(2), arena.give(2)];
  const own = [0, 1, 2].map((agent) => arena.of(agent).take(2));
  [...first, ...second, ...own].forEach((row, n) => {
    row.fill(n);
  });
  t.same(
    [...first, ...second, ...own].map(([value]) => value),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
    "none overlap",
  );
  t.equal(arena.of(1).keep(second[1]!), second[1]);
  t.not(arena.of(1).keep(second[2]!), second[2], "another agent's row is copied");
  arena.turn();
  t.not(arena.give(2)[0], first[0], "one round later");
  t.not(arena.of(1).keep(second[1]!), second[1], "last round's row is not this round's");
  arena.turn();
  t.equal(arena.give(2)[0], first[0], "two rounds later it is given out again");
  t.equal(arena.give(5)[2]!.length, 5, "lengths may change");
});

t.test("a given row may stand in the place of another for a round", async (t) => {
  const arena = new Arena(3);
  arena.turn();
  const rows = arena.give(2);
  const [first, second] = [...rows];
  rows[1] = rows[0]!;
  t.equal(arena.of(1).keep(rows[1]!), first, "it is kept as the agent's own");
  t.not(arena.of(1).keep(second!), second, "the row that it stands for is not");
  t.not(arena.of(2).keep(first!), first);
  arena.turn();
  arena.turn();
  t.equal(arena.give(2)[1], second, "two rounds later each agent has its own again");
});

t.test("axpby and copy", async (t) => {
  const arena = new Arena(1);
  arena.turn();
  const [x, y] = [Float64Array.of(1, 2), Float64Array.of(10, 20)];
  t.same([...arena.of(0).axpby(2, x, 0.5, y)], [7, 14]);
  t.same([...arena.of(0).copy(x)], [1, 2]);
  t.throws(() => arena.of(0).axpby(1, x, 1, Float64Array.of(1)), /one length/);
});
