import { shippedHaveParity } from "./shipped.ts";

await shippedHaveParity((path) => path.startsWith("network/"));
