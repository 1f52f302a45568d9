import { report } from "../../protocol/report";
import { ReportCard } from "../../ui/ReportCard";
import { defineElement } from "../render/element";

export default defineElement(report, ({ props }) => <ReportCard report={props} />);
