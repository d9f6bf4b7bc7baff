export const Data = () => <p class="soft">…</p>;
