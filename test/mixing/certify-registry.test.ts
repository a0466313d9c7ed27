// The certificate over the registries: every family under every rule, and closed forms by scenario names.
import t from "tap";
import { ScenarioError } from "../../src/error.ts";
import { certify } from "../../src/mixing/certify.ts";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { refuseUnlessCertified } from "../../src/mixing/refusal.ts";
import { mixingRules } from "../../src/mixing/rules.ts";
import { closedFormOf } from "../../src/mixing/spectrum/closed-forms.ts";
import { topologyFamilies } from "../../src/topology/families.ts";

const file = (path: string): Uint8Array => {
  throw new ScenarioError("file", path, "no files here");
};

/** Options of rules that have no defaults. */
const ruleOptions: Record<string, object> = {
  laplacian: { epsilon: 0.05 },
  "mix-topology": { gap: 0.3 },
};

/** Calls `visit` for every family and rule that fit each other at `agents`. */
function forEachMixing(
  agents: number,
  visit: (family: string, rule: string, mixing: Mixing, options: object) => void,
): void {
  for (const family of topologyFamilies.filter(({ kind }) => kind !== "file")) {
    for (const rule of mixingRules.filter(({ kind }) => kind !== "fastest")) {
      const familyOptions = family.options.parse({});
      const options = rule.options.parse(ruleOptions[rule.kind] ?? {});
      try {
        const topology = family.build(familyOptions, { agents, seed: 1, file });
        const mixing = rule.build(options, { topology, seed: 2, file });
        visit(family.kind, rule.kind, mixing, { familyOptions, options });
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
      }
    }
  }
}

t.test("closed forms agree with the certificates of the registries' mixings", async (t) => {
  const seen = new Set<string>();
  for (const agents of [2, 3, 4, 9, 12, 16, 64]) {
    forEachMixing(agents, (family, rule, mixing, options) => {
      const { familyOptions, options: own } = options as { familyOptions: object; options: object };
      const form = closedFormOf({ ...familyOptions, kind: family }, { ...own, kind: rule }, agents);
      if (form === undefined) return;
      seen.add(`${family} ${rule}`);
      const found = certify(mixing, { spectrum: false });
      const distance = Math.max(
        Math.abs(form.sigma - found.sigma),
        Math.abs(form.spectralRadius - found.spectralRadius),
        Math.abs((form.lambda2 ?? 0) - (found.lambda2 ?? 0)),
        Math.abs((form.lambdaMin ?? 0) - (found.lambdaMin ?? 0)),
      );
      t.ok(distance < 1e-12, `${family} ${rule} ${agents}: off by ${distance}`);
    });
  }
  for (const pair of ["ring metropolis", "grid max-degree", "circulant equal", "hypercube best-constant"]) {
    t.ok(seen.has(pair), `${pair} was compared`);
  }
  t.ok(seen.size > 30, `${seen.size} pairs were compared`);
});

t.test("a mixing passes without leave exactly when it is doubly stochastic", async (t) => {
  const outcomes = { passed: 0, byColumns: 0, refused: 0 };
  forEachMixing(16, (family, rule, mixing) => {
    const found = certify(mixing, { spectrum: false });
    const numbers = [found.sigma, found.oneMinusSigma, found.sigmaPerRound, found.spectralRadius];
    t.ok(numbers.every(Number.isFinite), `${family} ${rule}: finite`);
    t.ok(found.converged && found.spectralRadiusResidual < 1e-6, `${family} ${rule}: converged`);
    t.ok(found.spectralRadius <= found.sigma + 1e-9, `${family} ${rule}: radius at most norm`);
    if (found.doublyStochastic) {
      t.doesNotThrow(() => refuseUnlessCertified(found), `${family} ${rule}`);
      outcomes.passed++;
    } else if (!found.rowStochastic) {
      t.equal(rule, "out-degree");
      t.ok(found.columnStochastic);
      t.throws(() => refuseUnlessCertified(found, { allowBiasedMixing: true }), /rows of W that sum to 1/);
      t.doesNotThrow(() => refuseUnlessCertified(found, { byColumns: true }));
      outcomes.byColumns++;
    } else {
      t.throws(() => refuseUnlessCertified(found), { message: /^mixing: got/ });
      t.doesNotThrow(() => refuseUnlessCertified(found, { allowBiasedMixing: true }));
      t.ok(Math.abs(found.stationaryWeights!.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
      outcomes.refused++;
    }
  });
  t.ok(outcomes.passed > 50 && outcomes.byColumns > 2 && outcomes.refused > 10, "all outcomes occur");
});
