interface CheckProps {
  readonly text: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A choice of yes or no. */
export const Check = ({ text, on, onChange }: CheckProps) => (
  <label class="field line">
    <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
    {text}
  </label>
);
