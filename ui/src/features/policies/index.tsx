/** The pages of this feature, as the routes name them. */
export { PoliciesPage } from "./PoliciesPage";
export { PolicyPage } from "./PolicyPage";
