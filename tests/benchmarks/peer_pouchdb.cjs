// What putting one set of vitals costs in PouchDB, on LevelDB at PouchDB's own durability.
// Run: NODE_PATH=FOLDER/node_modules node peer_pouchdb.cjs DATABASE_FOLDER COUNT
const PouchDB = require("pouchdb");

const [folder, count] = process.argv.slice(2);

async function main() {
  const db = new PouchDB(folder);
  const took = [];
  for (let number = 0; number < Number(count); number += 1) {
    const doc = {
      _id: `${Date.now()}-${number}`,
      session: "s1",
      author: "rn.okafor",
      hr: String(70 + (number % 9)),
      sbp: "120",
      dbp: "80",
      spo2: "97",
      rr: "14",
    };
    const begun = process.hrtime.bigint();
    await db.put(doc);
    took.push(Number(process.hrtime.bigint() - begun) / 1e9);
  }
  await db.close();
  console.log(JSON.stringify(took));
}

main();
