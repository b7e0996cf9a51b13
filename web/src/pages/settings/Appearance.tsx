/** How the pages look in this browser. */
import { DENSITIES, THEMES, useTheme } from "~/app/theme";
import { RadioField } from "~/components/fields";
import styles from "./Settings.module.css";

export function Appearance() {
  const { theme, setTheme, density, setDensity } = useTheme();
  return (
    <section className={styles.section} aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <p className="soft">Kept in this browser, for everybody who uses it.</p>
      <div className={styles.form}>
        <RadioField label="Theme" value={theme} options={THEMES} onChange={setTheme} />
        <RadioField label="Density" value={density} options={DENSITIES} onChange={setDensity} />
      </div>
    </section>
  );
}
