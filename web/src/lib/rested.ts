/** A value once it has not changed for a moment: nothing is asked while somebody types or chooses on. */
import { useEffect, useState } from "react";

const QUIET_MS = 350;

export function useRested<Value>(value: Value, quietMs = QUIET_MS): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), quietMs);
    return () => clearTimeout(timer);
  }, [value, quietMs]);
  return rested;
}
