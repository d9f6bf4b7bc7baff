export const Strengths = () => <p class="soft">…</p>;
