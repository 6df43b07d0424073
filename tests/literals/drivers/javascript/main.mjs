// comments
const texts = [
  // literals
];
for (const text of texts) {
  console.log(Buffer.from(text, "utf16le").toString("hex"));
}
