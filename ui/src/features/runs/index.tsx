/** The pages of this feature, as the routes name them. */
export { RunPage } from "./RunPage";
export { RunsPage } from "./RunsPage";
