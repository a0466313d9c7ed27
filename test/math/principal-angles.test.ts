import t from "tap";
import { orthonormalise } from "../../src/math/orthonormal.ts";
import { anglesBetween } from "../../src/math/principal-angles.ts";
import { normal, rootRng } from "../../src/math/random.ts";

t.test("planes turned by known angles, from a right angle down to 1e-14", async (t) => {
  for (const angle of [Math.PI / 2, 0.7, 1e-4, 1e-9, 1e-14]) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    // The first axis turns towards the third, the second half as far towards the fourth.
    const [c2, s2] = [Math.cos(angle / 2), Math.sin(angle / 2)];
    const plane = Float64Array.of(1, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    const turned = Float64Array.of(c, 0, 0, c2, s, 0, 0, s2, 0, 0);
    for (const found of [anglesBetween(turned, plane, 2), anglesBetween(plane, turned, 2)]) {
      t.ok(Math.abs(found.sine / s - 1) < 1e-9, `sin ${angle} is ${found.sine}`);
      t.ok(Math.abs(found.squares / (s * s + s2 * s2) - 1) < 1e-9);
    }
  }
});

t.test("the angle is one of subspaces, not of bases", async (t) => {
  const rng = rootRng(1).fork("angles");
  const basis = Float64Array.from({ length: 30 }, () => normal(rng));
  orthonormalise(basis, 3);
  const cycled = basis.map((_, at) => basis[at - (at % 3) + ((at + 1) % 3)]);
  t.ok(anglesBetween(basis, cycled, 3).sine < 1e-15);
});
