/** The pages of this feature, as the routes name them. */
export { ComparePage } from "./ComparePage";
export { ExportNewPage } from "./ExportNewPage";
export { ExportPage } from "./ExportPage";
export { ExportsPage } from "./ExportsPage";
export { TrialPage } from "./TrialPage";
