export const Study = () => <p class="soft">…</p>;
