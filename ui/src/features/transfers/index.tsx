export { TransfersChip } from "./TransfersChip";
export { TransfersDock } from "./TransfersDock";
