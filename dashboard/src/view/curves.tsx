export const Curves = () => <p class="soft">…</p>;
