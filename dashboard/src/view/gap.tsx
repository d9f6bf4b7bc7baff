export const GapMap = () => <p class="soft">…</p>;
