export const Health = () => <p class="soft">…</p>;
