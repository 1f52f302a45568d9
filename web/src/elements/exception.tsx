import { report } from "../protocol/report";
import { ReportCard } from "../ui/ReportCard";
import { defineElement } from "./element";

export default defineElement(report, ({ props }) => <ReportCard report={props} />);
