import { shippedHaveParity } from "./shipped.ts";

await shippedHaveParity((path) => !/^(studies|network)\/|\/figure-/.test(path));
