// Serves blobs from memory on a free loopback port, says which, and ends when its standard input does: the pipe
// breaks even when the test is killed, so no server outlives it.
const [, main] = process.argv;
process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
process.stdin.resume();
process.argv = [
  process.argv[0],
  main,
  "--blobHost",
  "127.0.0.1",
  "--blobPort",
  "0",
  "--inMemoryPersistence",
  "--silent",
  "--disableTelemetry",
];
require(main);
