import { shippedHaveParity } from "./shipped.ts";

await shippedHaveParity((path) => !path.includes("/figure-"));
