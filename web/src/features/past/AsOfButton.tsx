/** Opens a fabric as it was. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "~/components/Button";
import { PointDialog } from "./PointDialog";
import { searchOf } from "./point";

interface Props {
  fabric: string;
  children: string;
}

export function AsOfButton({ fabric, children }: Props) {
  const [isAsked, setAsked] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <Button onClick={() => setAsked(true)}>{children}</Button>
      {isAsked && (
        <PointDialog
          fabric={fabric}
          title={`${fabric} as of …`}
          description="Its resources as Git had them then, to read and to compare. Nothing is changed."
          action="Show it"
          onChoose={(point) => {
            setAsked(false);
            void navigate({ to: "/fabrics/$fabric/at", params: { fabric }, search: searchOf(point) });
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
