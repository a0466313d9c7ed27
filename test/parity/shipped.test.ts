import { shippedHaveParity } from "./shipped.ts";

await shippedHaveParity((path) => !/^studies\/|\/figure-/.test(path));
