import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { otherError } from '../../api/errors.js';
import { queryOf } from '../../api/queries.js';
import { ChatTemplatesDocument, type ChatTemplatesQuery } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { SelectField, TextField } from '../../ui/Field.js';
import { Loaded } from '../../ui/Loaded.js';
import { useT } from '../../words/words.js';
import type { Send } from './useSend.js';

type Template = ChatTemplatesQuery['templates'][number];

/** Chooses an approved template, fills it in and sends it. */
export function TemplateDialog({
  numberId,
  send,
  onClose,
}: {
  readonly numberId: string;
  readonly send: Send;
  readonly onClose: () => void;
}) {
  const t = useT();
  const query = useQuery(queryOf(ChatTemplatesDocument, { numberId }));
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const approved = (query.data?.templates ?? []).filter(({ isApproved }) => isApproved);
  const chosen = approved.find(({ id }) => id === chosenId) ?? approved[0];
  const isFilled = chosen?.variables.every((name) => (values[name] ?? '').trim() !== '') ?? false;
  const error = otherError(send.error);

  const submit = (): void => {
    if (!chosen || !isFilled) return;
    const variables = Object.fromEntries(chosen.variables.map((name) => [name, values[name] ?? '']));
    send.mutate({ template: { templateId: chosen.id, variables } }, { onSuccess: onClose });
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button look="primary" busy={send.isPending} disabled={!isFilled} onClick={submit}>
        {t('chat.send')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('chat.chooseTemplate')} onClose={onClose} isHeld={send.isPending} actions={actions}>
      {error !== null && <Banner tone="bad">{error}</Banner>}
      <Loaded query={query}>
        {() =>
          chosen ? (
            <>
              <SelectField
                label={t('chat.template')}
                choices={approved.map(({ id, name, language }) => ({
                  value: id,
                  label: `${name} (${language})`,
                }))}
                value={chosen.id}
                onChoose={setChosenId}
              />
              <p className="template-body">{filledBody(chosen, values)}</p>
              {chosen.variables.map((name) => (
                <TextField
                  key={`${chosen.id} ${name}`}
                  label={t('chat.variable', { name })}
                  value={values[name] ?? ''}
                  onChange={({ target }) => setValues((before) => ({ ...before, [name]: target.value }))}
                />
              ))}
            </>
          ) : (
            <p>{t('chat.noTemplates')}</p>
          )
        }
      </Loaded>
    </Dialog>
  );
}

/** As the recipient will read it; what is not filled in yet stays as it is. */
function filledBody({ body }: Template, values: Readonly<Record<string, string>>): string {
  return (body ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = values[name] ?? '';
    return value === '' ? whole : value;
  });
}
