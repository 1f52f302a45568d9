import { createContext, useContext } from "react";
import type { Lazy } from "../../ui/lazy";
import type { ElementModule } from "./element";

export type FindElement = (kind: string) => Lazy<ElementModule> | undefined;

/**
 * Where a node finds what draws it. The page puts the registry in here: elements draw their
 * children, so they cannot import the list that names them.
 */
export const ElementsContext = createContext<FindElement>(() => undefined);

export const useFindElement = (): FindElement => useContext(ElementsContext);
