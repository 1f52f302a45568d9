import { type Column, type DataType, TimeUnit, Type, tableFromIPC } from "@uwdata/flechette";
import { isRecord } from "../../../protocol/check";
import { type ColumnKind, type DataColumn, type DataTable, decimalDigits } from "./table";
import { formatDate, isoTime, secondDigits } from "./time";

/**
 * Reads an Arrow IPC stream: https://arrow.apache.org/docs/format/Columnar.html.
 * 64-bit integers stay exact, and decimals stay integers of their scale.
 */
export function decodeTable(bytes: Uint8Array): DataTable {
  // Values are read as typed arrays, which must start at a multiple of eight bytes.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const table = tableFromIPC(aligned, {
    useBigInt: true,
    useBigIntTimestamp: true,
    useDecimalInt: true,
  });
  const columns = table.schema.fields.map((field, index): DataColumn => {
    const column: Column<unknown> = table.getChildAt(index);
    return columnOf(field.name, field.type, column);
  });
  return { rows: table.numRows, columns };
}

function columnOf(name: string, given: DataType, column: Column<unknown>): DataColumn {
  const type = valueType(given);
  return {
    name,
    kind: kindOf(type),
    at: reader(type, column),
    nanos: nanosReader(type, column),
    scale: type.typeId === Type.Decimal ? type.scale : 0,
    timezone: type.typeId === Type.Timestamp ? type.timezone : null,
  };
}

/** What a dictionary or a run-length encoding holds. */
function valueType(type: DataType): DataType {
  if (type.typeId === Type.Dictionary) return valueType(type.dictionary);
  if (type.typeId === Type.RunEndEncoded) return valueType(type.children[1].type);
  return type;
}

function reader(type: DataType, column: Column<unknown>): (row: number) => unknown {
  if (type.typeId === Type.Time || type.typeId === Type.Duration) {
    const perSecond = UNITS_PER_SECOND.get(type.unit) ?? 1;
    return (row) => {
      const value = column.at(row);
      return value === null || value === undefined ? null : Number(value) / perSecond;
    };
  }
  if (type.typeId === Type.Timestamp) {
    const perSecond = UNITS_PER_SECOND.get(type.unit) ?? 1;
    return (row) => {
      const value = column.at(row);
      return value === null || value === undefined ? null : Number(value) / (perSecond / 1000);
    };
  }
  if (kindOf(type) === "nested") {
    const read = itemReader(type);
    return (row) => read(column.at(row));
  }
  if (type.typeId === Type.Int && type.bitWidth === 64) {
    return (row) => {
      const value = column.at(row);
      return typeof value === "bigint" ? narrowed(value) : value;
    };
  }
  return (row) => column.at(row) ?? null;
}

type ReadItem = (value: unknown) => unknown;

/** Reads what stands in a list or an object: times and decimals as text, since JSON has none. */
function itemReader(type: DataType): ReadItem {
  const read = knownItemReader(type);
  return (value) => (value === null || value === undefined ? null : read(value));
}

function knownItemReader(type: DataType): ReadItem {
  switch (type.typeId) {
    case Type.Timestamp: {
      const each = BigInt(1e9 / (UNITS_PER_SECOND.get(type.unit) ?? 1));
      const { timezone } = type;
      return (value) => {
        const nanos = BigInt(String(value)) * each;
        const millis = Number(nanos) / 1e6;
        return isoTime(millis, { timezone, nanos, digits: secondDigits(millis, nanos) });
      };
    }
    case Type.Date:
      return (value) => formatDate(Number(value));
    case Type.Decimal:
      return (value) => decimalDigits(String(value), type.scale);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const read = itemReader(type.children[0].type);
      return (value) => (isIterable(value) ? Array.from(value, read) : value);
    }
    case Type.Struct: {
      const fields = type.children.map(({ name, type }) => [name, itemReader(type)] as const);
      return (value) =>
        isRecord(value)
          ? Object.fromEntries(fields.map(([name, read]) => [name, read(value[name])]))
          : value;
    }
    default:
      return (value) => value;
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function nanosReader(type: DataType, column: Column<unknown>): (row: number) => bigint | null {
  if (type.typeId !== Type.Timestamp) return () => null;
  const each = BigInt(1e9 / (UNITS_PER_SECOND.get(type.unit) ?? 1));
  return (row) => {
    const value = column.at(row);
    return typeof value === "bigint" ? value * each : null;
  };
}

/** Small integers are numbers, which are quicker; only those beyond 2^53 stay big. */
function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const UNITS_PER_SECOND: ReadonlyMap<number, number> = new Map([
  [TimeUnit.SECOND, 1],
  [TimeUnit.MILLISECOND, 1e3],
  [TimeUnit.MICROSECOND, 1e6],
  [TimeUnit.NANOSECOND, 1e9],
]);

const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  [Type.Null, "null"],
  [Type.Int, "integer"],
  [Type.Float, "float"],
  [Type.Decimal, "decimal"],
  [Type.Bool, "boolean"],
  [Type.Utf8, "text"],
  [Type.LargeUtf8, "text"],
  [Type.Utf8View, "text"],
  [Type.Date, "date"],
  [Type.Timestamp, "timestamp"],
  [Type.Time, "time"],
  [Type.Duration, "duration"],
  [Type.Binary, "binary"],
  [Type.LargeBinary, "binary"],
  [Type.BinaryView, "binary"],
  [Type.FixedSizeBinary, "binary"],
]);

function kindOf(type: DataType): ColumnKind {
  return KINDS.get(type.typeId) ?? "nested";
}
