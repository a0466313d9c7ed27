// Which mixings a run refuses, and how the refusal names what is wrong.
import { ScenarioError } from "../error.ts";
import type { Certificate } from "./certificate.ts";
import { weightFacts } from "./certify.ts";
import type { Mixing } from "./mixing.ts";

/** What a refusal looks at. */
export type Refusable = Pick<
  Certificate,
  | "agents"
  | "window"
  | "rowStochastic"
  | "columnStochastic"
  | "supported"
  | "unsupported"
  | "connected"
  | "components"
  | "componentSizes"
  | "separated"
  | "worstRow"
  | "worstRowSum"
  | "worstRowStep"
  | "worstColumn"
  | "worstColumnSum"
  | "worstColumnStep"
>;

/** What a run may give up. */
export interface RefusalOptions {
  /** Columns need not sum to 1. */
  readonly allowBiasedMixing?: boolean;
  /** Mixing goes by columns: rows need not sum to 1. */
  readonly byColumns?: boolean;
}

/**
 * Lets a mixing through if its weights stay on the graph, its rows and columns sum to 1 (within 1e-9) and
 * the graph is connected. `allowBiasedMixing` gives up the columns only, `byColumns` the rows only. Agents
 * that are all alone (the topology `empty`) pass: nobody expects them to agree.
 *
 * @throws ScenarioError at "mixing" naming the weight, the row, the column or the parts that are wrong
 */
export function refuseUnlessCertified(
  subject: Refusable | Mixing,
  { allowBiasedMixing = false, byColumns = false }: RefusalOptions = {},
): void {
  const certificate = "topology" in subject ? weightFacts(subject) : subject;
  refuseUnsupported(certificate);
  const { rowStochastic, columnStochastic, window } = certificate;
  const at = (step: number): string => (window > 1 ? ` at step ${step}` : "");
  if (!rowStochastic && !byColumns) {
    const { worstRow, worstRowSum, worstRowStep } = certificate;
    const found = `row ${worstRow} with sum ${shortened(worstRowSum)}${at(worstRowStep)}`;
    const other = columnStochastic ? ", or network.whenMissing: { kind: running-sums }" : "";
    throw new ScenarioError("mixing", found, `rows of W that sum to 1${other}`);
  }
  refuseDisconnected(certificate);
  if (!columnStochastic && !allowBiasedMixing) {
    const { worstColumn, worstColumnSum, worstColumnStep } = certificate;
    const found = `column ${worstColumn} with sum ${shortened(worstColumnSum)}${at(worstColumnStep)}`;
    throw new ScenarioError(
      "mixing",
      found,
      "columns of W that sum to 1, or allowBiasedMixing: true for a weighted average",
    );
  }
}

function refuseUnsupported({ unsupported }: Refusable): void {
  if (unsupported === null) return;
  const { listener, source, step } = unsupported;
  const found = `a weight in row ${listener}, column ${source}`;
  const allowed = `weights on edges of the graph: agent ${listener} does not hear ${source} at step ${step}`;
  throw new ScenarioError("mixing", found, allowed);
}

function refuseDisconnected(certificate: Refusable): void {
  const { agents, connected, components, componentSizes, separated } = certificate;
  if (connected || components === agents) return;
  const more = components > componentSizes.length ? ", …" : "";
  const found =
    components > 1
      ? `${components} parts of ${componentSizes.join(", ")}${more} agents`
      : `agents 0 and ${separated} that do not both hear of each other`;
  throw new ScenarioError("mixing", found, "a graph in which every agent reaches every other");
}

/** A sum without the digits that rounding made. */
function shortened(sum: number): number {
  return Number(sum.toPrecision(12));
}
