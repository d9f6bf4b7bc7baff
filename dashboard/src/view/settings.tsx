export const Settings = () => <p class="soft">…</p>;
