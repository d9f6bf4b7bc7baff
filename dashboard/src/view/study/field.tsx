interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A number to be written; `usual` is what holds when nothing is. */
export const NumberField = ({ label, value, onChange, usual }: FieldProps & { readonly usual: string }) => (
  <label class="field">
    {label}
    <input
      type="text"
      list={undefined}
      inputMode="numeric"
      size={6}
      placeholder={usual}
      value={value}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  </label>
);

type Option = readonly [value: string, text: string];

/** One of a list. */
export const Choice = ({ label, value, onChange, options }: FieldProps & { readonly options: readonly Option[] }) => (
  <label class="field">
    {label}
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
