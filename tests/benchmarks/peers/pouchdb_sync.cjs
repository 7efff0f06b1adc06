// Exchange documents by PouchDB, over pouchdb-server on this computer.
// Run by sync_peers.py in the folder of both: pouchdb_sync.cjs MODULES DOCUMENTS FOLDER PORT.
// Prints the seconds that sending and fetching took, as JSON.
const { spawn } = require("node:child_process");
const { mkdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { performance } = require("node:perf_hooks");

const [modules, documents, folder, port] = process.argv.slice(2);
const PouchDB = require(join(modules, "pouchdb"));
const AT_ONCE = 1000;
const url = `http://127.0.0.1:${port}`;

async function answers() {
  const end = performance.now() + 30000;
  while (performance.now() < end) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((again) => setTimeout(again, 50));
    }
  }
  throw new Error("pouchdb-server does not answer");
}

async function timed(work) {
  const begun = performance.now();
  const done = await work();
  if (!done.ok) throw new Error(JSON.stringify(done));
  return (performance.now() - begun) / 1000;
}

async function measured() {
  await answers();
  const one = new PouchDB(join(folder, "one"));
  const two = new PouchDB(join(folder, "two"));
  const hub = new PouchDB(`${url}/clinic`);
  await hub.info();
  const lines = readFileSync(documents, "utf8").trimEnd().split("\n");
  for (let first = 0; first < lines.length; first += AT_ONCE) {
    const some = lines.slice(first, first + AT_ONCE);
    await one.bulkDocs(
      some.map((line, at) => ({ _id: String(first + at).padStart(8, "0"), ...JSON.parse(line) })),
    );
  }
  const how = { batch_size: AT_ONCE, batches_limit: 10 };
  const taken = {
    push: await timed(() => one.replicate.to(hub, how)),
    pull: await timed(() => two.replicate.from(hub, how)),
  };
  if ((await two.info()).doc_count !== lines.length) throw new Error("not all documents came");
  console.log(JSON.stringify(taken));
}

mkdirSync(join(folder, "server"), { recursive: true });
const serverFile = join(modules, "pouchdb-server", "bin", "pouchdb-server");
const server = spawn(process.execPath, [serverFile, "--port", port, "--no-stdout-logs"], {
  cwd: join(folder, "server"),
  stdio: "ignore",
});
measured()
  .then(() => 0, (fault) => (console.error(fault), 1))
  .then((status) => {
    server.kill();
    process.exit(status);
  });
