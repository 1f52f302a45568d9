import type { LanguageFn, Mode } from "highlight.js";

/** Rhai: its keywords, nested comments, template strings, maps and closures. */
const rhai: LanguageFn = (hljs) => {
  const keywords = {
    keyword:
      "let const fn if else switch while loop do until for in is break continue return throw try " +
      "catch import export as private with global this Fn call curry type_of print debug eval",
    literal: "true false",
    built_in: "st memo singleton",
  };
  const blockComment: Mode = {
    scope: "comment",
    begin: "/\\*",
    end: "\\*/",
    contains: ["self"],
  };
  const escaped: Mode = {
    scope: "char.escape",
    begin: /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/i,
  };
  const template: Mode = {
    scope: "string",
    begin: "`",
    end: "`",
    contains: [{ scope: "subst", begin: /\$\{/, end: /\}/, keywords, contains: ["self"] }],
  };
  const parts: Mode[] = [
    hljs.COMMENT(/\/\/[/!]/, /$/, { contains: [{ scope: "doctag", begin: /@\w+/ }] }),
    hljs.C_LINE_COMMENT_MODE,
    blockComment,
    { scope: "string", begin: '"', end: '"', contains: [escaped] },
    { scope: "string", begin: "'", end: "'", contains: [escaped] },
    { scope: "string", begin: /#+"/, end: /"#+/ },
    template,
    {
      scope: "number",
      begin: /\b(?:0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?)\b/i,
    },
    { begin: [/\bfn/, /\s+/, /[A-Za-z_]\w*/], beginScope: { 1: "keyword", 3: "title.function" } },
    { begin: [/[A-Za-z_]\w*/, /\s*(?=\()/], beginScope: { 1: "title.function" }, keywords },
    { begin: [/[A-Za-z_]\w*/, /\s*(?=:[^:])/], beginScope: { 1: "attr" } },
    { scope: "type", begin: /\b[a-z_]\w*(?=::)/ },
  ];
  return { name: "Rhai", keywords, contains: parts };
};

export default rhai;
