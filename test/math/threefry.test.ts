import t from "tap";
import { threefry } from "../../src/math/threefry.ts";

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, "0"));

t.test("the known answers of Threefry-2x32-20", async (t) => {
  const ones = 0xffff_ffff;
  t.same(hex(threefry([0, 0], [0, 0])), ["6b200159", "99ba4efe"]);
  t.same(hex(threefry([ones, ones], [ones, ones])), ["1cb996fc", "bb002be7"]);
  t.same(hex(threefry([0x1319_8a2e, 0x0370_7344], [0x243f_6a88, 0x85a3_08d3])), ["c4923a9c", "483df7a0"]);
});

t.test("one key maps different counters to different blocks, all of them uint32", async (t) => {
  const seen = new Set<string>();
  for (let counter = 0; counter < 5000; counter++) {
    const block = threefry([3, 4], [counter, 0]);
    for (const word of block) t.ok(Number.isInteger(word) && word >= 0 && word < 2 ** 32);
    seen.add(block.join());
  }
  t.equal(seen.size, 5000);
});
