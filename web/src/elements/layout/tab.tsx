import { object, text } from "../../protocol/check";
import type { Tab } from "../../wire/elements";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";

/** A tab is drawn by its `tabs`; this is for one that stands elsewhere. */
export default defineElement(object<Tab>({ label: text }), ({ node }) => <Children node={node} />);
