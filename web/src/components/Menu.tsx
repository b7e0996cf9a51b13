/** A menu behind a button. */
import { DropdownMenu } from "radix-ui";
import { type ReactElement, type ReactNode, useId } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Menu.module.css";

interface Props {
  /** The button; it gets the attributes of a menu's button. */
  button: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
}

export function Menu({ button, children, align = "end" }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  icon?: IconName;
  onSelect?: () => void;
  isDangerous?: boolean;
  disabled?: boolean;
  /** A link of the router instead of an action. */
  asChild?: boolean;
  /** What happens first, under the label. */
  hint?: string;
  children: ReactNode;
}

export function MenuItem({ icon, onSelect, isDangerous, disabled, asChild, hint, children }: ItemProps) {
  const id = useId();
  const named = hint ? { "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-hint` } : {};
  return (
    <DropdownMenu.Item
      className={`${styles.item} ${isDangerous ? styles.danger : ""}`}
      onSelect={onSelect}
      disabled={disabled}
      asChild={asChild}
      {...named}
    >
      {asChild ? (
        children
      ) : (
        <>
          {icon && <Icon name={icon} />}
          {hint ? (
            <span className={styles.hinted}>
              <span id={`${id}-label`}>{children}</span>
              <span id={`${id}-hint`} className="small soft">
                {hint}
              </span>
            </span>
          ) : (
            children
          )}
        </>
      )}
    </DropdownMenu.Item>
  );
}

interface CheckProps {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  children: ReactNode;
}

/** Stays open, so that several can be chosen. */
export function MenuCheck({ isChecked, onChange, children }: CheckProps) {
  return (
    <DropdownMenu.CheckboxItem
      className={styles.item}
      checked={isChecked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className={styles.mark}>{isChecked && <Icon name="check" />}</span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** One of several, with a heading. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          className={styles.item}
          onSelect={(event) => event.preventDefault()}
        >
          <span className={styles.mark}>{option.value === value && <Icon name="check" />}</span>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className={styles.label}>{children}</DropdownMenu.Label>;
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles.line} />;
}
