import {
  bool,
  columnFromArray,
  type DataType,
  dateDay,
  float64,
  int64,
  list,
  tableFromColumns,
  tableToIPC,
  timestamp,
  utf8,
} from "@uwdata/flechette";
import type { Payload } from "../wire/elements";

/** A column for tests and the gallery, as the host would send it. */
export interface SampleColumn {
  readonly type: DataType;
  readonly values: readonly unknown[];
}

export type Columns = Readonly<Record<string, SampleColumn>>;

export const ints = (values: readonly (number | bigint | null)[]) => ({ type: int64(), values });
export const floats = (values: readonly (number | null)[]) => ({ type: float64(), values });
export const texts = (values: readonly (string | null)[]) => ({ type: utf8(), values });
export const flags = (values: readonly (boolean | null)[]) => ({ type: bool(), values });
export const days = (values: readonly (string | null)[]) => ({
  type: dateDay(),
  values: values.map((value) => (value === null ? null : new Date(value))),
});
export const moments = (values: readonly (string | null)[]) => ({
  type: timestamp(),
  values: values.map((value) => (value === null ? null : new Date(value))),
});
export const lists = (values: readonly (readonly number[] | null)[]) => ({
  type: list(float64()),
  values,
});

export function ipc(columns: Columns): Uint8Array {
  const bytes = tableToIPC(
    tableFromColumns(
      Object.entries(columns).map(([name, { type, values }]) => [
        name,
        columnFromArray([...values], type),
      ]),
    ),
    { format: "stream" },
  );
  if (bytes === null) throw new Error("the sample table could not be written");
  return bytes;
}

export function sample(columns: Columns): Payload {
  return { inline: ipc(columns) };
}
