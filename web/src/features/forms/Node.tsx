/** One place of a resource, as what its schema and its value say it is. */

import { useField } from "./context";
import { Entries } from "./Entries";
import { Fields } from "./Fields";
import { List } from "./List";
import { type NodeProps, Single } from "./Single";
import { shapeOf } from "./shape";

export function Node(props: NodeProps) {
  const { value, schema } = useField(props.steps);
  switch (shapeOf(schema, value)) {
    case "fields":
      return <Fields {...props} />;
    case "entries":
      return <Entries {...props} />;
    case "list":
      return <List {...props} />;
    default:
      return <Single {...props} />;
  }
}
