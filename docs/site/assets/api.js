// TypeDoc's tree puts a link into what opens and shuts: here each stands beside the other, so that both are reached.
const tree = document.getElementById("tsd-nav-container");
const part = () => {
  for (const link of tree.querySelectorAll("summary > a")) {
    const summary = link.parentElement;
    summary.setAttribute("aria-label", `Members of ${link.textContent}`);
    summary.parentElement.before(link);
    link.parentElement.classList.add("branch");
  }
};
if (tree !== null) {
  new MutationObserver(part).observe(tree, { childList: true });
  part();
}
