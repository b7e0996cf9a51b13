/** Asks for a commit or a time of a fabric's branch. */
import { type FormEvent, useState } from "react";
import type { Point } from "~/api/queries/past";
import { Button } from "~/components/Button";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { TextField } from "~/components/fields";
import { Commits } from "./Commits";
import { fieldTime, typedPoint, usualTimes } from "./point";

interface Props {
  fabric: string;
  title: string;
  description: string;
  action: string;
  onChoose: (point: Point) => void;
  onClose: () => void;
}

export function PointDialog({ fabric, title, description, action, onChoose, onClose }: Props) {
  const [time, setTime] = useState("");
  const [commit, setCommit] = useState("");
  const [problem, setProblem] = useState<string>();
  const [now] = useState(() => Date.now());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const point = typedPoint(commit, time);
    if (typeof point === "string") setProblem(point);
    else onChoose(point);
  };
  return (
    <Dialog isOpen onClose={onClose} title={title} description={description}>
      <form onSubmit={submit} className="stack">
        <div className="line">
          {usualTimes(now).map((usual) => (
            <Button key={usual.label} onClick={() => onChoose({ time: usual.time })}>
              {usual.label}
            </Button>
          ))}
        </div>
        <Commits fabric={fabric} onChoose={(chosen) => onChoose({ commit: chosen })} />
        <TextField
          label="Time"
          hint="In your time zone. The branch as it was then, by the times that its commits say."
          type="datetime-local"
          max={fieldTime(now)}
          value={time}
          onChange={setTime}
        />
        <TextField
          label="Or a commit"
          hint="7 to 40 digits. Where it is given, the time is not used."
          error={problem}
          isMono
          value={commit}
          onChange={setCommit}
        />
        <SubmitActions onCancel={onClose}>{action}</SubmitActions>
      </form>
    </Dialog>
  );
}
