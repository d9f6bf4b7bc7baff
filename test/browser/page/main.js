// Hands each question to the worker and its answer to the test.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
window.ask = (question) =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(question);
  });
