import { errorOf } from '../../api/errors.js';
import { TextField } from '../../ui/Field.js';
import { useT } from '../../words/words.js';

export interface WhatsappForm {
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
}

export const EMPTY_WHATSAPP: WhatsappForm = {
  phoneNumberId: '',
  businessAccountId: '',
  accessToken: '',
  appSecret: '',
  verifyToken: '',
};

const SECRETS = ['accessToken', 'appSecret', 'verifyToken'] as const;

/** What connects a number to WhatsApp's Cloud API. @param isThere it is connected: secrets left empty stay */
export function WhatsappFields({
  form,
  isThere,
  error,
  onChange,
}: {
  readonly form: WhatsappForm;
  readonly isThere: boolean;
  readonly error: Error | null;
  readonly onChange: (form: WhatsappForm) => void;
}) {
  const t = useT();
  const field = (name: keyof WhatsappForm, isSecret: boolean, isRequired: boolean) => (
    <TextField
      key={name}
      label={t(`numbers.whatsapp.${name}`)}
      {...(isSecret && {
        type: 'password',
        hint: isThere ? t('numbers.secretStays') : t('numbers.secretOnce'),
      })}
      autoComplete="off"
      required={isRequired}
      value={form[name]}
      error={errorOf(error, `whatsapp.${name}`)}
      onChange={({ target }) => onChange({ ...form, [name]: target.value })}
    />
  );
  return (
    <>
      {field('phoneNumberId', false, true)}
      {field('businessAccountId', false, false)}
      {SECRETS.map((name) => field(name, true, !isThere))}
    </>
  );
}
