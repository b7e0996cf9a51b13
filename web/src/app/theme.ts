/** Light, dark or as the system has it; comfortable or compact. Kept by the browser. */
import { useEffect } from "react";
import { readStored, useStored } from "~/lib/stored";

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

export const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export const DENSITIES: readonly { value: Density; label: string }[] = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
];

function apply(theme: Theme, density: Density): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  dataset.density = density;
}

/** Before anything is drawn. */
export function applyStoredTheme(): void {
  apply(readStored<Theme>("theme", "system"), readStored<Density>("density", "comfortable"));
}

export function useTheme() {
  const [theme, setTheme] = useStored<Theme>("theme", "system");
  const [density, setDensity] = useStored<Density>("density", "comfortable");
  useEffect(() => apply(theme, density), [theme, density]);
  return { theme, setTheme, density, setDensity };
}
