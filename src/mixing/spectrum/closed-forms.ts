// Spectra known in closed form: for graphs whose gap is too small for any Krylov method, and as oracles.
import type { Choice, ClosedForm } from "./closed-form.ts";
import { symmetricForm } from "./closed-form.ts";
import { circulantForm, debruijnForm, directedRingForm } from "./directed-forms.ts";
import { laplacianExtremes } from "./laplacian-extremes.ts";

/**
 * The closed form for a rule on a family of `agents` agents, or undefined where none is known. Choices
 * carry the kind and the options by the names of the scenario; a grid or torus without sides is taken most
 * square.
 *
 * Undirected families (ring, path, grid, torus, hypercube, complete, star) with rules I − aL: metropolis and
 * lazy-metropolis (not grid), max-degree, best-constant, laplacian, and equal where degrees are equal.
 * Directed ones (directed-ring, exponential, circulant) with equal; de-bruijn of 2^k agents with given
 * weights ½. `uniform` for all. The option `lazy` of every rule is honoured.
 */
export function closedFormOf(family: Choice, rule: Choice, agents: number): ClosedForm | undefined {
  if (agents < 2) return undefined;
  const form = formOf(family, rule, agents);
  const lazy = typeof rule.lazy === "number" ? rule.lazy : 0;
  return form && (lazy === 0 ? form : lazyForm(form, lazy));
}

function formOf(family: Choice, rule: Choice, agents: number): ClosedForm | undefined {
  if (rule.kind === "uniform") return symmetricForm(1, 1);
  if (family.kind === "directed-ring" && rule.kind === "equal") return directedRingForm(agents);
  if (family.kind === "de-bruijn" && rule.kind === "given") return debruijnForm(agents);
  if ((family.kind === "exponential" || family.kind === "circulant") && rule.kind === "equal") {
    return circulantForm(family, agents);
  }
  const laplacian = laplacianExtremes(family, agents);
  if (laplacian === undefined) return undefined;
  const { smallest, largest, maxDegree, regular, constant } = laplacian;
  switch (rule.kind) {
    case "metropolis":
      return constant ? scaled(1 / (maxDegree + 1)) : undefined;
    case "lazy-metropolis":
      return constant ? scaled(1 / (2 * maxDegree)) : undefined;
    case "equal":
      return regular ? scaled(1 / (maxDegree + 1)) : undefined;
    case "max-degree":
      return scaled(1 / (maxDegree + 1));
    case "best-constant":
      return scaled(2 / (smallest + largest));
    case "laplacian":
      return typeof rule.epsilon === "number" ? scaled(rule.epsilon) : undefined;
    default:
      return undefined;
  }
  function scaled(step: number): ClosedForm {
    return symmetricForm(step * smallest, step * largest);
  }
}

/** (1 − s)W + sI; known from the closed form only where the eigenvalues are real. */
function lazyForm({ gaps }: ClosedForm, lazy: number): ClosedForm | undefined {
  return gaps && symmetricForm((1 - lazy) * gaps[0], (1 - lazy) * gaps[1]);
}
