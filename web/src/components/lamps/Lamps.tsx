/** The three lamps: one glyph that says the state of anything, from 12 px in a row to a page's header. */
import styles from "./Lamps.module.css";
import type { Edge, Lamp, LampsView } from "./lamps";

const Y = 10;
const RADIUS = 6;
const AT = { git: 9, hedgerow: 37, cluster: 65 };

interface Props {
  view: LampsView;
  /** Height in pixels. */
  size?: number;
  /** Where the words stand beside the glyph anyway. */
  isDecoration?: boolean;
  /** Takes the room of three lamps although there are two: where others below each other have three. */
  hasRoom?: boolean;
}

/** The cluster's lamp is left out where there is no cluster. */
const WIDTH = { two: 46, three: 74 };

export function Lamps({ view, size = 12, isDecoration = false, hasRoom = false }: Props) {
  const { clusterSide } = view;
  const words = `Git, Hedgerow${clusterSide ? ", cluster" : ""}: ${view.words}`;
  const width = clusterSide || hasRoom ? WIDTH.three : WIDTH.two;
  return (
    <svg
      className={styles.lamps}
      viewBox={`0 0 ${width} 20`}
      height={size}
      width={(size * width) / 20}
      role="img"
      aria-label={words}
      aria-hidden={isDecoration || undefined}
      data-lamps
    >
      <EdgeShape edge={view.gitEdge} from={AT.git} to={AT.hedgerow} />
      {clusterSide && <EdgeShape edge={clusterSide.edge} from={AT.hedgerow} to={AT.cluster} />}
      <LampShape lamp={view.git} x={AT.git} />
      <LampShape lamp={view.hedgerow} x={AT.hedgerow} />
      {clusterSide && <LampShape lamp={clusterSide.lamp} x={AT.cluster} />}
    </svg>
  );
}

export function LampShape({ lamp, x }: { lamp: Lamp; x: number }) {
  const tone = styles[lamp.tone];
  switch (lamp.shape) {
    case "full":
      return <circle className={`${styles.full} ${tone}`} cx={x} cy={Y} r={RADIUS} />;
    case "hollow":
      return <circle className={`${styles.outline} ${tone}`} cx={x} cy={Y} r={RADIUS - 1} />;
    case "dashed":
      return <circle className={`${styles.outline} ${styles.dashed} ${tone}`} cx={x} cy={Y} r={RADIUS - 1} />;
    case "pencil":
      return (
        <g className={tone}>
          <path className={styles.full} d={`M${x - 7} ${Y + 7} l1.6 -5.6 l8.2 -8.2 l4 4 l-8.2 8.2 z`} />
        </g>
      );
    case "wave":
      return (
        <path
          className={`${styles.outline} ${tone}`}
          d={`M${x - 7} ${Y + 2} q3.5 -8 7 -2 t7 -2`}
          strokeLinecap="round"
        />
      );
    case "cross":
      return (
        <g className={tone}>
          <circle className={styles.outline} cx={x} cy={Y} r={RADIUS} />
          <path className={styles.outline} d={`M${x - 2.5} ${Y - 2.5} l5 5 m0 -5 l-5 5`} />
        </g>
      );
    case "twice":
      return (
        <g className={tone}>
          <circle className={styles.outline} cx={x - 3} cy={Y} r={RADIUS - 1.5} />
          <circle className={styles.outline} cx={x + 3} cy={Y} r={RADIUS - 1.5} />
        </g>
      );
  }
}

function EdgeShape({ edge, from, to }: { edge: Edge; from: number; to: number }) {
  // a pencil, the widest shape, keeps its distance from an arrow
  const start = from + RADIUS + 4;
  const end = to - RADIUS - 4;
  const middle = (from + to) / 2;
  const className = `${styles.edge} ${styles[edge.tone]}`;
  const heads = {
    left: `M${start + 4} ${Y - 4} L${start} ${Y} L${start + 4} ${Y + 4}`,
    right: `M${end - 4} ${Y - 4} L${end} ${Y} L${end - 4} ${Y + 4}`,
  };
  const line = `M${start} ${Y} H${end}`;
  const paths = {
    plain: line,
    left: `${line} ${heads.left}`,
    right: `${line} ${heads.right}`,
    both: `${line} ${heads.left} ${heads.right}`,
    broken: `M${start} ${Y} h2 M${end} ${Y} h-2 M${middle - 2} ${Y + 5} L${middle + 2} ${Y - 5}`,
    dotted: line,
  };
  return (
    <g className={className}>
      <path className={edge.shape === "dotted" ? styles.dotted : undefined} d={paths[edge.shape]} />
      {edge.isLocked && (
        <g>
          <rect className={styles.full} x={middle - 3} y={Y - 1} width={6} height={5} />
          <path d={`M${middle - 2} ${Y - 1} v-2 a2 2 0 0 1 4 0 v2`} />
        </g>
      )}
    </g>
  );
}
