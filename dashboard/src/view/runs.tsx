export const RunsTable = () => <p class="soft">…</p>;
