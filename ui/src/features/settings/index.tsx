/** The pages of this feature, as the routes name them. */
export { SettingsPage } from "./SettingsPage";
