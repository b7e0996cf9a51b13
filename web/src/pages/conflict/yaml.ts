export { isLong, toYaml } from "~/lib/yaml/emit";
