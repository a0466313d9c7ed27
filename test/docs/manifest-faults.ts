// What is wrong with manifests, found without Docker and without a cluster.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import ts from "typescript";
import { root } from "../cli/child.ts";

/** Any object of Kubernetes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const moduleOf = ({ apiVersion }: Manifest) => `kubernetes-models/${apiVersion}`;

/**
 * Faults against the API of Kubernetes 1.34 as `kubernetes-models` has it: fields that it does not know, by
 * the compiler, and fields that are missing or have a wrong value, by the schemas.
 */
export async function kubernetesFaults(manifests: readonly Manifest[]): Promise<string[]> {
  const wrong = await Promise.all(
    manifests.map(async (manifest) => {
      const { [manifest.kind]: Model } = await import(moduleOf(manifest));
      try {
        new Model(manifest).validate();
        return [];
      } catch (error) {
        return [`${manifest.kind}: ${(error as Error).message}`];
      }
    }),
  );
  return [...unknownFields(manifests), ...wrong.flat()];
}

/** What the compiler says against manifests as values of Kubernetes' types: an unknown key is an error. */
function unknownFields(manifests: readonly Manifest[]): string[] {
  const lines = manifests.map((manifest, index) => {
    const type = `import(${JSON.stringify(moduleOf(manifest))}).I${manifest.kind}`;
    return `export const m${index}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const file = join(root, "test/docs/manifests.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, lines.join("\n"), ts.ScriptTarget.ES2024)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

const compose = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile({
  ...JSON.parse(readFileSync(join(root, "node_modules/dclint/schemas/compose.schema.json"), "utf8")),
  // Ajv knows the draft by its other spelling.
  $schema: "http://json-schema.org/draft-07/schema#",
});

/** Faults against the schema of the Compose Specification, as `dclint` has it. */
export function composeFaults(project: unknown): string[] {
  compose(project);
  return (compose.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}
