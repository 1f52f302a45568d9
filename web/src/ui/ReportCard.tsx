import { CircleX, Lightbulb, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Report } from "../wire/elements";
import { CopyButton } from "./CopyButton";
import { Markdown } from "./markdown/Markdown";
import styles from "./ReportCard.module.css";

/** An error of a script: what, where, the lines around it, the calls that led there, what to do. */
export function ReportCard({ report, children }: { report: Report; children?: ReactNode }) {
  const { type, message, hint, frames = [], is_warning = false } = report;
  const Sign = is_warning ? TriangleAlert : CircleX;
  const place = placeOf(report);
  return (
    <div
      className={`stException ${styles.card}`}
      data-tone={is_warning ? "warning" : "error"}
      data-testid="stException"
      role="alert"
    >
      <div className={styles.head}>
        <Sign className={styles.icon} size={18} aria-hidden="true" />
        <div className={styles.message} data-testid="stExceptionMessage">
          <strong>{type}:</strong> <span className={styles.text}>{withCode(message)}</span>
        </div>
        <CopyButton text={asText(report)} className={styles.copy ?? ""} />
      </div>
      {place === "" ? null : <div className={styles.place}>{place}</div>}
      {report.excerpt === undefined ? null : <Excerpt report={report} />}
      {hint ? (
        <div className={styles.hint}>
          <Lightbulb size={16} aria-hidden="true" />
          <Markdown inline source={hint} />
        </div>
      ) : null}
      {frames.length === 0 ? null : (
        <details className={styles.frames}>
          <summary>
            {frames.length === 1 ? "1 call led here" : `${frames.length} calls led here`}
          </summary>
          <ol>
            {frames.map((frame, index) => (
              <li key={index} data-testid="stExceptionTraceRow">
                <code>{frame.function}</code>
                <span>{placeOf(frame)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {children}
    </div>
  );
}

/** A message with what stands between backticks as code; everything else is text, whatever it looks like. */
function withCode(message: string): ReactNode[] {
  const parts = message.split("`");
  // Without its partner a backtick is a backtick.
  if (parts.length % 2 === 0) return [message];
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

function Excerpt({ report }: { report: Report }) {
  const { excerpt = [], line: marked, column, caret_length } = report;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus
    <pre className={styles.excerpt} tabIndex={0}>
      {excerpt.map(({ line, text }) => (
        <span key={line} className={styles.line} data-marked={line === marked || undefined}>
          <span className={styles.number} aria-hidden="true">
            {line}
          </span>
          <span>
            {column && line === marked ? (
              <Marked text={text} column={column} length={caret_length ?? 1} />
            ) : (
              text
            )}
          </span>
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

/** The line with the place of the error underlined; columns count characters from 1. */
function Marked({ text, column, length }: { text: string; column: number; length: number }) {
  const characters = Array.from(text);
  const start = Math.min(Math.max(0, column - 1), characters.length);
  const end = Math.min(start + Math.max(1, length), characters.length);
  return (
    <>
      {characters.slice(0, start).join("")}
      <mark className={styles.caret}>{characters.slice(start, end).join("") || " "}</mark>
      {characters.slice(end).join("")}
    </>
  );
}

function placeOf({
  file,
  line,
  column,
}: Partial<Pick<Report, "file" | "line" | "column">>): string {
  // A call from the host has line 0.
  const position = line ? [line, column].filter(Boolean).join(":") : "";
  return [file ?? "", position].filter((part) => part !== "").join(":");
}

function asText(report: Report): string {
  const lines = [`${report.type}: ${report.message}`];
  const place = placeOf(report);
  if (place !== "") lines.push(`  at ${place}`);
  for (const { line, text } of report.excerpt ?? [])
    lines.push(`${String(line).padStart(5)} | ${text}`);
  for (const frame of report.frames ?? []) lines.push(`  in ${frame.function} (${placeOf(frame)})`);
  if (report.hint) lines.push(`hint: ${report.hint}`);
  return lines.join("\n");
}
