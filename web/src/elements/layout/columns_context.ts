import { createContext } from "react";
import type { Columns } from "../../wire/elements";

/** How the columns of a row stand in its height. */
export const ColumnsContext = createContext<Columns["vertical_alignment"]>("top");
