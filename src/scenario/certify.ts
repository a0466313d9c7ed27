// The certificate of an experiment: its mixing, with the world's discount and the algorithm's temperature.
import { haveOneKernel, shapeOf } from "../environments/withheld.ts";
import { ScenarioError } from "../error.ts";
import type { Certificate, CertificateOptions } from "../mixing/certificate.ts";
import { certify } from "../mixing/certify.ts";
import { type RefusalOptions, refuseUnlessCertified } from "../mixing/refusal.ts";
import { closedFormOf } from "../mixing/spectrum/closed-forms.ts";
import type { Experiment } from "./experiment.ts";
import { withPluginFaults } from "./plugin-fault.ts";

/** The note of a certificate whose agents are not known to share one kernel. */
export const differingKernels = "stepSizeLimit is left out: the theory needs agents that share one kernel";

/** The certificate of a run: `used` is false where the algorithm never mixes. */
export type RunCertificate = Certificate & { readonly used: boolean };

/**
 * Certifies the mixing of an experiment.
 * @throws ScenarioError where a plug-in's weights or notes fail
 */
export function certifyExperiment(
  experiment: Experiment,
  options: CertificateOptions = {},
): RunCertificate {
  return withPluginFaults(experiment.scenario.plugins, () => certified(experiment, options));
}

function certified(experiment: Experiment, options: CertificateOptions): RunCertificate {
  const { whole, gossipRounds, algorithm, world, scenario } = experiment;
  const model = world.shares.map(shapeOf).find(Boolean);
  const certificate = certify(whole, {
    gossipRounds,
    temperature: algorithm.temperature ?? 0,
    ...(model && { discount: model.discount, actions: model.actions }),
    closedForm: closedFormOf(scenario.topology, scenario.mixing, scenario.agents),
    ...options,
  });
  const used = algorithm.shares.length > 0;
  const remarks = used ? [] : [`not used: ${algorithm.name} never mixes`];
  if (experiment.mixing !== whole)
    remarks.push(
      "outages are left out: this is W with all edges there; an absent edge's weight stays with both ends",
    );
  const notes = [...certificate.notes, ...algorithmNotes(experiment, certificate)];
  if (model === undefined || haveOneKernel(world)) {
    return { ...certificate, used, notes: [...remarks, ...notes] };
  }
  const kept = notes.filter((note) => !note.startsWith("stepSizeLimit"));
  return { ...certificate, used, stepSizeLimit: null, notes: [...remarks, ...kept, differingKernels] };
}

/** What the algorithm adds; a plug-in may answer anything. */
function algorithmNotes({ algorithm, scenario }: Experiment, certificate: Certificate): readonly string[] {
  const notes: unknown = algorithm.notesOn?.(certificate) ?? [];
  if (Array.isArray(notes) && notes.every((note) => typeof note === "string")) return notes;
  const { kind } = scenario.algorithm;
  throw new ScenarioError("algorithm.kind", kind, "its notesOn must return a list of sentences");
}

/**
 * Lets an experiment through if its mixing is what the scenario says it is.
 * @throws ScenarioError naming the row, column, weight or parts that are wrong
 */
export function refuseExperiment({ scenario, missing }: Experiment, certificate: RunCertificate): void {
  const { allowBiasedMixing } = scenario;
  const refusal = refusalOf(certificate, { allowBiasedMixing, byColumns: missing.byColumns });
  if (refusal !== undefined) throw refusal;
}

/** Why a run with this certificate would be refused, if it would; a mixing that is not used never is. */
export function refusalOf(certificate: RunCertificate, options: RefusalOptions): ScenarioError | undefined {
  if (!certificate.used) return undefined;
  try {
    refuseUnlessCertified(certificate, options);
    return undefined;
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
}
