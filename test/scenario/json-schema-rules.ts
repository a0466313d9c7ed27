// What a JSON Schema accepts, by the plainest reading of the keywords that ours use.

/** A JSON Schema as an editor reads it. */
export type Schema = Record<string, never> & {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly oneOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly prefixItems?: Schema[];
};

/** A naive validator of the keywords that the schema uses; any other keyword is an error. */
export function accepts(rule: Schema, value: unknown): boolean {
  return Object.entries(rule).every(([keyword, operand]) => holds(keyword, operand, rule, value));
}

function holds(keyword: string, operand: unknown, rule: Schema, value: unknown): boolean {
  const isNumber = typeof value === "number";
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const members = isObject ? (value as Record<string, unknown>) : {};
  switch (keyword) {
    case "$schema":
    case "title":
    case "description":
    case "default":
      return true;
    case "type":
      return typeOf(operand as string, value);
    case "const":
      return value === operand;
    case "enum":
      return (operand as unknown[]).includes(value);
    case "minimum":
      return !isNumber || value >= (operand as number);
    case "maximum":
      return !isNumber || value <= (operand as number);
    case "exclusiveMinimum":
      return !isNumber || value > (operand as number);
    case "exclusiveMaximum":
      return !isNumber || value < (operand as number);
    case "multipleOf":
      return !isNumber || value % (operand as number) === 0;
    case "pattern":
      return typeof value !== "string" || new RegExp(operand as string).test(value);
    case "minLength":
      return typeof value !== "string" || value.length >= (operand as number);
    case "minItems":
      return !Array.isArray(value) || value.length >= (operand as number);
    case "maxItems":
      return !Array.isArray(value) || value.length <= (operand as number);
    case "items":
      return (
        !Array.isArray(value) ||
        value.slice(rule.prefixItems?.length).every((one) => accepts(rule.items!, one))
      );
    case "prefixItems":
      return !Array.isArray(value) || rule.prefixItems!.every((item, k) => accepts(item, value[k]));
    case "properties":
      return Object.entries(rule.properties!).every(
        ([name, inner]) => !(name in members) || accepts(inner, members[name]),
      );
    case "required":
      return !isObject || (operand as string[]).every((name) => name in members);
    case "additionalProperties": {
      const others = Object.entries(members).filter(([name]) => !(name in (rule.properties ?? {})));
      return operand === false
        ? others.length === 0
        : others.every(([, one]) => accepts(operand as Schema, one));
    }
    case "propertyNames":
      return Object.keys(members).every((name) => accepts(operand as Schema, name));
    case "minProperties":
      return !isObject || Object.keys(members).length >= (operand as number);
    case "maxProperties":
      return !isObject || Object.keys(members).length <= (operand as number);
    case "anyOf":
      return rule.anyOf!.some((inner) => accepts(inner, value));
    case "oneOf":
      return rule.oneOf!.filter((inner) => accepts(inner, value)).length === 1;
    case "not":
      return !accepts(operand as Schema, value);
    default:
      throw new Error(`the schema uses a keyword that is not known here: ${keyword}`);
  }
}

function typeOf(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "number") return Number.isFinite(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return (value === null ? "null" : typeof value) === type;
}
