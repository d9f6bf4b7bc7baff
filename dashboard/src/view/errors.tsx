export const Errors = () => <p class="soft">…</p>;
