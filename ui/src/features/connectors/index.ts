/** The connectors' pages, for the app's routes. */

export { ConnectorEditPage } from "./ConnectorEditPage";
export { ConnectorImportPage } from "./ConnectorImportPage";
export { ConnectorNewPage } from "./ConnectorNewPage";
export { ConnectorPage } from "./ConnectorPage";
export { ConnectorsPage } from "./ConnectorsPage";
